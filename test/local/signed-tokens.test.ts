import { createPrivateKey } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import t from 'tap'
import { signIn, start, user } from './local.js'

/** The private key with this ID, from the folder of the local Cognito. */
function keyOf (folder: string, kid: string) {
  const text = readdirSync(folder)
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
  const [, pem = ''] = text.split(`"kid":${JSON.stringify(kid)},"privateKey":"`)
  return createPrivateKey(pem.slice(0, pem.indexOf('"')).replaceAll('\\n', '\n'))
}

t.test('a token with a valid signature and wrong claims is rejected', async t => {
  const folder = t.testdir()
  const started = await start(t, { folder, users: [user('ada@example.com')] })
  const { AccessToken } = await signIn(started, 'ada@example.com')
  const { kid = '' } = decodeProtectedHeader(AccessToken)
  const key = keyOf(folder, kid)
  const getUser = async (claims: object) => {
    const token = new SignJWT({ ...decodeJwt(AccessToken), ...claims })
    return await started.api.getUser({
      AccessToken: await token.setProtectedHeader({ kid, alg: 'RS256' }).sign(key)
    })
  }
  const INVALID = { name: 'NotAuthorizedException', message: 'Invalid Access Token' }
  t.ok(await getUser({}))
  await t.rejects(getUser({ iss: 'https://elsewhere.example.com' }), INVALID)
  await t.rejects(getUser({ iss: `https://elsewhere.example.com/${started.local.userPoolId}` }), INVALID)
  await t.rejects(getUser({ token_use: 'id' }), INVALID)
  await t.rejects(getUser({ client_id: 'another' }), INVALID)
  await t.rejects(getUser({ scope: 'openid' }), { message: 'Access Token does not have required scopes' })
  await t.rejects(getUser({ origin_jti: 'another' }), { message: 'Access Token has been revoked' })
  await t.rejects(getUser({ exp: 1 }), { message: 'Access Token has expired' })
})
