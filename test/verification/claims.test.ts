import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { assertRefused, buildApp, createSigner, seconds } from './app.js'

const pool = await createTestPool()
const signer = createSigner()
const jwks = { keys: [...pool.jwks.keys, signer.jwk] }
const access = await buildApp(t, { ...pool.options, jwks })
const either = await buildApp(t, { ...pool.options, jwks, tokenUse: null })
const id = await buildApp(t, { ...pool.options, tokenUse: 'id' })
const now = seconds()

const withClaims = (claims: Record<string, unknown>) => pool.signIn({ claims })
/** Well signed claims with a part of their text replaced: for what JSON.stringify does not write. */
function withText (replaced: RegExp, by: string): string {
  const [, payload = ''] = pool.signIn().split('.')
  return signer.sign(signer.header, Buffer.from(payload, 'base64url').toString().replace(replaced, by))
}

const refusedAccess: Record<string, [token: string, reason: string, claim?: string]> = {
  'one that has expired': [pool.expired(), 'expired'],
  'one that expires this second': [withClaims({ exp: seconds() }), 'expired'],
  'nbf in the future': [withClaims({ nbf: now + 60 }), 'not-yet-valid'],
  'nbf that is text': [withClaims({ nbf: '0' }), 'claims', '/nbf'],
  'nbf 1e300': [withClaims({ nbf: 1e300 }), 'claims', '/nbf'],
  'no exp': [withClaims({ exp: undefined }), 'claims', '/exp'],
  'exp null': [withClaims({ exp: null }), 'claims', '/exp'],
  'exp that is text': [withClaims({ exp: String(now + 60) }), 'claims', '/exp'],
  'exp 1e300': [withClaims({ exp: 1e300 }), 'claims', '/exp'],
  'exp 1e400, which JSON reads as infinity': [withText(/"exp":\d+/, '"exp":1e400'), 'claims', '/exp'],
  'a negative exp': [withClaims({ exp: -1 }), 'claims', '/exp'],
  'exp -1e300': [withClaims({ exp: -1e300 }), 'claims', '/exp'],
  'exp with a fraction': [withClaims({ exp: now + 60.5 }), 'claims', '/exp'],
  'no iat': [withClaims({ iat: undefined }), 'claims', '/iat'],
  'no iss': [withClaims({ iss: undefined }), 'claims', '/iss'],
  'the iss of another pool': [withClaims({ iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other' }), 'issuer'],
  'the iss of the pool and more': [withClaims({ iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1/' }), 'issuer'],
  'iss in a list': [withClaims({ iss: ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1'] }), 'claims', '/iss'],
  'another client_id': [withClaims({ client_id: 'another' }), 'client'],
  'no client_id': [withClaims({ client_id: undefined }), 'claims', '/client_id'],
  'client_id in a list': [withClaims({ client_id: ['testclient1example'] }), 'claims', '/client_id'],
  'client_id missing and aud in its place': [withClaims({ client_id: undefined, aud: 'testclient1example' }), 'claims', '/client_id'],
  'no token_use': [withClaims({ token_use: undefined }), 'claims', '/token_use'],
  'another token_use': [withClaims({ token_use: 'refresh' }), 'claims', '/token_use'],
  'token_use in a list': [withClaims({ token_use: ['access'] }), 'claims', '/token_use'],
  'no sub': [withClaims({ sub: undefined }), 'claims', '/sub'],
  'an empty sub': [withClaims({ sub: '' }), 'claims', '/sub'],
  'a number for a sub': [withClaims({ sub: 7 }), 'claims', '/sub'],
  'an object for a sub': [withClaims({ sub: { $ne: null } }), 'claims', '/sub'],
  'an empty username': [withClaims({ username: '' }), 'claims', '/username'],
  'a person without a username': [withClaims({ username: undefined }), 'claims', '/username'],
  'auth_time that is text': [withClaims({ auth_time: '1' }), 'claims', '/auth_time'],
  'origin_jti that is no text': [withClaims({ origin_jti: 7 }), 'claims', '/origin_jti'],
  'text for groups': [withClaims({ 'cognito:groups': 'administrators' }), 'claims', '/cognito:groups'],
  'an object with a length for groups': [withClaims({ 'cognito:groups': { length: 1, 0: 'admin' } }), 'claims', '/cognito:groups'],
  'numbers among the groups': [withClaims({ 'cognito:groups': ['admin', 7] }), 'claims', '/cognito:groups/1'],
  'lists among the groups': [withClaims({ 'cognito:groups': [['admin']] }), 'claims', '/cognito:groups/0'],
  'groups null': [withClaims({ 'cognito:groups': null }), 'claims', '/cognito:groups'],
  'scopes parted by a tab': [withClaims({ scope: 'a\tb' }), 'claims', '/scope'],
  'scopes parted by two spaces': [withClaims({ scope: 'a  b' }), 'claims', '/scope'],
  'a space after the scopes': [withClaims({ scope: 'a ' }), 'claims', '/scope'],
  'a quote in a scope': [withClaims({ scope: 'a"b' }), 'claims', '/scope'],
  'scopes in a list': [withClaims({ scope: ['a'] }), 'claims', '/scope'],
  'an empty scope': [withClaims({ scope: '' }), 'claims', '/scope'],
  'an ID token': [pool.idToken(), 'token-use']
}

for (const [what, [token, reason, claim]] of Object.entries(refusedAccess)) {
  t.test(`where access tokens are asked for, refuses ${what}`, async t => {
    t.equal((await assertRefused(t, access, token, reason))['claim'], claim, 'the log names the claim')
  })
}

const refusedId: Record<string, [token: string, reason: string, claim?: string]> = {
  'an access token': [pool.signIn(), 'token-use'],
  'another aud': [pool.idToken({ claims: { aud: 'another' } }), 'client'],
  'no aud': [pool.idToken({ claims: { aud: undefined } }), 'claims', '/aud'],
  'aud in a list': [pool.idToken({ claims: { aud: ['testclient1example'] } }), 'claims', '/aud'],
  'aud missing and client_id in its place': [pool.idToken({ claims: { aud: undefined, client_id: 'testclient1example' } }), 'claims', '/aud'],
  'no username': [pool.idToken({ claims: { 'cognito:username': undefined } }), 'claims', '/cognito:username'],
  'no auth_time': [pool.idToken({ claims: { auth_time: undefined } }), 'claims', '/auth_time'],
  'an email that is no text': [pool.idToken({ claims: { email: ['a@example.com'] } }), 'claims', '/email'],
  'a name that is no text': [pool.idToken({ claims: { name: 7 } }), 'claims', '/name'],
  'text for groups': [pool.idToken({ claims: { 'cognito:groups': 'admin' } }), 'claims', '/cognito:groups'],
  'one that has expired': [pool.idToken({ claims: { exp: now - 60 } }), 'expired']
}

for (const [what, [token, reason, claim]] of Object.entries(refusedId)) {
  t.test(`where ID tokens are asked for, refuses ${what}`, async t => {
    t.equal((await assertRefused(t, id, token, reason))['claim'], claim, 'the log names the claim')
  })
}

t.test("tokenUse: 'id' takes ID tokens", async t => {
  t.equal((await id.ask(pool.idToken())).json().tokenUse, 'id')
})

t.test('tokenUse: null takes both', async t => {
  t.equal((await either.ask(pool.idToken())).json().tokenUse, 'id')
  t.equal((await either.ask(pool.signIn())).json().tokenUse, 'access')
})

t.test('tokenUse: null takes nothing that is neither', async t => {
  await assertRefused(t, either, withClaims({ token_use: 'refresh' }), 'claims')
})

t.test('takes a token under either of the two issuers of AWS', async t => {
  for (const host of ['cognito-idp', 'issuer-cognito-idp']) {
    const token = withClaims({ iss: `https://${host}.eu-west-1.amazonaws.com/eu-west-1_TestPool1` })
    t.equal((await access.ask(token)).statusCode, 200)
  }
})

t.test('a named issuer takes the place of both', async t => {
  const app = await buildApp(t, { ...pool.options, issuer: 'https://cognito.example' })
  t.equal((await app.ask(withClaims({ iss: 'https://cognito.example' }))).statusCode, 200)
  await assertRefused(t, app, pool.signIn(), 'issuer')
})

t.test('takes any client of a list, and no other', async t => {
  const app = await buildApp(t, { ...pool.options, clientId: ['web', 'mobile'] })
  t.equal((await app.ask(withClaims({ client_id: 'mobile' }))).json().clientId, 'mobile')
  await assertRefused(t, app, withClaims({ client_id: 'admin' }), 'client')
})

t.test('clientId: null takes any client of the pool', async t => {
  const app = await buildApp(t, { ...pool.options, clientId: null })
  t.equal((await app.ask(withClaims({ client_id: 'whichever' }))).json().clientId, 'whichever')
})

t.test('clockTolerance is in seconds, for exp and nbf', async t => {
  const app = await buildApp(t, { ...pool.options, clockTolerance: 60 })
  t.equal((await app.ask(withClaims({ exp: seconds() - 30 }))).statusCode, 200)
  t.equal((await app.ask(withClaims({ nbf: seconds() + 30 }))).statusCode, 200)
  await assertRefused(t, app, withClaims({ exp: seconds() - 90 }), 'expired')
  await assertRefused(t, app, withClaims({ nbf: seconds() + 90 }), 'not-yet-valid')
})
