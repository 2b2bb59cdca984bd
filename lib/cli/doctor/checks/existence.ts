/** The user pool, the app client and the key set exist. */
import { defineCheck } from '../check.js'
import { issuerOf } from '../target.js'

export const poolReachable = defineCheck({
  id: 'pool-reachable',
  severity: 'error',
  title: 'The user pool exists',
  when: 'the user pool does not exist in the Region and the account of the credentials',
  why: 'Every call fails. The ID, the Region or the AWS account is wrong.',
  reads: ['pool'],
  absent: {
    of: 'pool',
    finding: ({ target: { userPoolId, region } }) => ({
      read: {},
      found: `The user pool ${userPoolId} does not exist in ${region} in this account.`,
      fix: 'Correct --user-pool-id, --region or --profile. The command lists the user pools.',
      proposals: [{ run: 'ListUserPools', input: { MaxResults: 60 } }]
    })
  },
  examine: () => []
})

export const clientExists = defineCheck({
  id: 'client-exists',
  severity: 'error',
  title: 'The app client exists',
  when: 'the user pool has no app client with the ID',
  why: 'The first sign-in fails with `FST_COGNITO_MISCONFIGURED`, and no token is accepted.',
  reads: ['pool', 'client'],
  absent: {
    of: 'client',
    finding: ({ target: { userPoolId: UserPoolId, clientId } }) => ({
      read: {},
      found: `The user pool has no app client ${clientId}.`,
      fix: 'Correct --client-id, or clientId of the plugin. The command lists the app clients.',
      proposals: [{ run: 'ListUserPoolClients', input: { UserPoolId, MaxResults: 60 } }]
    })
  },
  examine: () => []
})

export const keysReachable = defineCheck({
  id: 'keys-reachable',
  severity: 'error',
  title: 'The key set can be fetched, and the issuer is accepted',
  when:
    "the key set of the pool's issuer or of the plugin cannot be fetched from here, or the plugin does not " +
    "accept the pool's issuer",
  why: 'No token can be verified: every request with a token is rejected.',
  reads: ['pool', 'keys'],
  examine: ({ pool, keys }, { target, plugin }) => {
    const issuer = issuerOf(target, pool)
    const isAccepted = plugin?.pool.pool.issuers.includes(issuer) ?? true
    return [
      ...keys.flatMap(({ url, problem }) => {
        if (problem === null) return []
        return {
          read: { [url]: problem },
          found: `The key set cannot be fetched: ${problem}.`,
          fix: `Allow https from the application to ${new URL(url).host}, or correct jwksUri of the plugin.`
        }
      }),
      ...(isAccepted
        ? []
        : [
            {
              read: { 'UserPool.IssuerConfiguration': pool.IssuerConfiguration ?? null },
              found: `The tokens of the pool have the issuer ${issuer}, which the plugin does not accept.`,
              fix: 'Remove issuer from the options of the plugin: it then accepts both issuers of AWS.'
            }
          ])
    ]
  }
})

export const issuerOriginal = defineCheck({
  id: 'issuer-original',
  severity: 'info',
  title: 'Tokens have the issuer that AWS recommends',
  when: 'the issuer is the original one, `https://cognito-idp.<region>.amazonaws.com/<pool>`',
  why:
    'AWS recommends the updated issuer for all user pools. Every application that verifies tokens has to ' +
    'accept both before it changes; the plugin does, unless `issuer` is set.',
  reads: ['pool'],
  examine: ({ pool: { IssuerConfiguration: issuer } }) => {
    if (issuer?.Type === 'UPDATED') return []
    return [
      {
        read: { 'UserPool.IssuerConfiguration.Type': issuer?.Type ?? null },
        found: 'Tokens have the original issuer.',
        fix: 'Change the type of the issuer to UPDATED after every application accepts both issuers.',
        console: 'Overview > Issuer'
      }
    ]
  }
})

export const replicas = defineCheck({
  id: 'replicas',
  severity: 'warning',
  title: 'Tokens of replicas are accepted',
  when: "the pool has a replica in a Region that is not in the plugin's option `regions`",
  why: 'Tokens that the replica issues have its Region in their issuer, and are rejected.',
  needs: 'options',
  reads: ['replicas'],
  examine: ({ replicas }, { target, plugin }) => {
    const { region, regions = [] } = plugin?.poolOptions ?? {}
    const known = [region ?? target.userPoolId.split('_')[0], ...regions]
    const missing = replicas.flatMap(({ RegionName = '' }) => (known.includes(RegionName) ? [] : RegionName))
    if (missing.length === 0) return []
    return [
      {
        read: { 'UserPoolReplicas.RegionName': replicas.map(({ RegionName }) => RegionName) },
        found: `Tokens of the replicas in ${missing.join(', ')} are rejected.`,
        fix: `Set regions: ${JSON.stringify([...regions, ...missing])} in the options of the plugin.`
      }
    ]
  }
})
