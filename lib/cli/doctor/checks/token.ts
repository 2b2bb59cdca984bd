/** A token that an application received. */
import type { RejectionReason } from '../../../verification/token-rejection.js'
import { defineCheck, type CheckContext } from '../check.js'
import { explanationOf, isOfAnotherPool } from '../token-verdict.js'

export const tokenReal = defineCheck({
  id: 'token-real',
  severity: 'error',
  title: 'The plugin accepts a token of the pool',
  when:
    'the verifier of the plugin rejects the token, with the current key set of the pool. With `--options`, ' +
    'the token is compared with `clientId`, `tokenUse`, `audience`, `issuer`, `jwks` and `clockTolerance`; ' +
    'without, as an access token of the app client',
  why:
    'The response to requests with this token is 401 `FST_COGNITO_INVALID_TOKEN`, without the reason: only ' +
    'the log of the application has it.',
  needs: 'token',
  reads: ['token'],
  examine: ({ token: verdict }, context) => {
    const { rejection, problem, kind } = verdict
    if (rejection === null) return []
    const { reason, claim, expected, received } = rejection
    return [
      {
        read: {
          'the check that failed': reason,
          'the token': kind ?? 'not a JWT',
          ...(claim !== undefined && { 'the claim': claim }),
          ...(expected !== undefined && { accepted: expected }),
          ...(received !== undefined && { 'in the token': received })
        },
        found: explanationOf(verdict, rejection),
        fix: problem === null ? fixOf(isOfAnotherPool(rejection) ? 'issuer' : reason, context) : NO_JWT
      }
    ]
  }
})

function fixOf (reason: RejectionReason, context: CheckContext): string {
  const fix = FIXES[reason]
  return typeof fix === 'string' ? fix : fix(context)
}

const NO_JWT =
  'Send the access token: in a response to a sign-in, AccessToken of Cognito or accessToken of the plugin, ' +
  'complete and without quotes.'

const SIGN_IN_AGAIN =
  'Do not trust this token. Copy it again as the application received it. If it is still rejected, sign in ' +
  'again.'

const COGNITO_ONLY = 'Send an access token that this user pool has issued.'

const FIXES: Readonly<Record<RejectionReason, string | ((context: CheckContext) => string)>> = {
  'too-long':
    'Increase maxTokenLength of the plugin, and maxHeaderSize of Node.js; or remove groups or claims that ' +
    'a trigger adds.',
  malformed: SIGN_IN_AGAIN,
  header: COGNITO_ONLY,
  algorithm: COGNITO_ONLY,
  'unknown-key': ({ plugin }) =>
    'Sign in again. If new tokens are also rejected, ' +
    (plugin?.pool.jwks == null
      ? 'they are not of this pool: compare the pool ID and the Region of the front end.'
      : 'update jwks in the options of the plugin, or remove it: the key set is then fetched.'),
  signature: SIGN_IN_AGAIN,
  expired:
    'Refresh it, or sign in again, and send the new token. If a new token has also expired, correct the ' +
    'clock of this machine.',
  'not-yet-valid': 'Correct the clock of this machine, or set clockTolerance of the plugin.',
  revoked: 'Sign in again.',
  issuer: ({ target: { userPoolId } }) =>
    `Compare the user pool of the front end with ${userPoolId}: the ID and the Region. For users of both ` +
    'pools, set userPools in the options of the plugin.',
  signer: COGNITO_ONLY,
  claims:
    `${COGNITO_ONLY} If it is one, a pre-token-generation trigger has changed the claim: correct the ` +
    'function.',
  pool: COGNITO_ONLY,
  'token-use': ({ plugin }) =>
    plugin?.pool.tokenUse === 'id'
      ? 'Send the ID token, or set tokenUse of the plugin.'
      : 'Send the access token. For APIs that must accept ID tokens, set tokenUse of the plugin.',
  client: ({ plugin }) =>
    'Sign in with the accepted app client' +
    (plugin === null
      ? ', or use --client-id for the other one.'
      : ', or add the other one to clientId of the plugin: clientId accepts a list.'),
  audience: ({ plugin }) =>
    plugin?.pool.audiences == null
      ? 'Request a token without the parameter resource; or, if this API is the resource, set the option ' +
        'audience of the plugin.'
      : 'Request the token with the parameter resource for this API, or correct the option audience.',
  user: COGNITO_ONLY
}
