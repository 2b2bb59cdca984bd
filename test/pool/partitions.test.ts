import { readFile } from 'node:fs/promises'
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import t from 'tap'
import { dnsSuffixOf, PARTITIONS } from '../../dist/pool/partitions.js'
import { awsIssuers, describePool, regionOf } from '../../dist/pool/pool.js'

/** The AWS partitions match those of the SDK, which is not loaded to verify tokens. */

interface SdkPartition {
  id: string
  regionRegex: string
  outputs: { dnsSuffix: string }
  regions: Record<string, object>
}

const file = 'node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js'
const text = await readFile(file, 'utf8')
const { partitions } = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as {
  partitions: SdkPartition[]
}

const client = new CognitoIdentityProviderClient({ region: 'eu-west-1' })
t.teardown(() => {
  client.destroy()
})

t.test('are exactly those of the SDK', async t => {
  const ours = PARTITIONS.map(({ regions, dnsSuffix }) => ({ regions: regions.source, dnsSuffix }))
  const sdk = partitions.map(({ regionRegex, outputs: { dnsSuffix } }) => ({
    regions: regionRegex.replaceAll('\\-', '-'),
    dnsSuffix
  }))
  t.strictSame(ours, sdk)
})

const regions = partitions
  .flatMap(partition => Object.keys(partition.regions))
  .filter(name => /\d$/.test(name))

t.test('every Region of the SDK has the suffix, issuers and key set of its partition', async t => {
  t.ok(regions.length > 40)
  for (const region of regions) {
    const id = `${region}_AbC123xyz`
    const api = client.config.endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false }).url
      .origin
    t.equal(regionOf(id), region)
    t.equal(api, `https://cognito-idp.${region}.${dnsSuffixOf(region) as string}`)
    t.match(describePool({ name: 'default', userPoolId: id }), {
      region,
      signingRegion: region,
      issuers: awsIssuers(region, id),
      jwksUri: `${api}/${id}/.well-known/jwks.json`
    })
    t.strictSame(awsIssuers(region, id), [
      `${api}/${id}`,
      `${api.replace('cognito-idp', 'issuer-cognito-idp')}/${id}`
    ])
  }
})

t.test('a Region of no partition has no suffix', async t => {
  for (const region of [
    'xx-nowhere-1',
    'euwest-1',
    'local',
    '',
    'eu-west-1.evil.example',
    'eusc-fr-east-1',
    'constructor'
  ]) {
    t.equal(dnsSuffixOf(region), null, region)
    t.equal(regionOf(`${region}_AbC123xyz`), null, region)
  }
})
