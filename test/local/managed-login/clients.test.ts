import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import t from 'tap'
import { ADA, CALLBACK, startManaged } from './managed.js'

const managed = await startManaged(t)
const { local, ClientId, browser } = managed

/** An error with these members. The types of `rejects` know only those of Node.js. */
const matching = (members: object) => members as Error

/** Signs Ada in at this URL and returns the URL of the callback. */
async function signIn (url: URL): Promise<URL> {
  const visitor = browser()
  const page = await visitor.open(url.href)
  const back = await visitor.submit(page, { username: ADA, password: 'Passw0rd!' })
  return new URL(back.location as string)
}

t.test('openid-client signs in, refreshes, reads the user and revokes', async t => {
  const configuration = await client.discovery(new URL(local.issuer), ClientId, undefined, client.None(), {
    execute: [client.allowInsecureRequests]
  })
  t.notOk(configuration.serverMetadata().supportsPKCE(), 'it is supported, and not advertised')
  const [pkceCodeVerifier, expectedState, expectedNonce] = [
    client.randomPKCECodeVerifier(),
    client.randomState(),
    client.randomNonce()
  ]
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: CALLBACK,
    scope: 'openid email',
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256'
  })
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true }
  const tokens = await client.authorizationCodeGrant(configuration, await signIn(url), checks)
  const { sub } = tokens.claims() as { sub: string }
  const info = await client.fetchUserInfo(configuration, tokens.access_token, sub)
  t.match(info, { sub, email: ADA, email_verified: 'true', username: String })
  const refreshToken = tokens.refresh_token as string
  t.ok((await client.refreshTokenGrant(configuration, refreshToken)).access_token)
  await client.tokenRevocation(configuration, refreshToken)
  await t.rejects(client.refreshTokenGrant(configuration, refreshToken), matching({ error: 'invalid_grant' }))
  await t.rejects(client.fetchUserInfo(configuration, tokens.access_token, sub), matching({ status: 401 }))
})

t.test('oauth4webapi signs in, refreshes, reads the user and revokes', async t => {
  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = new URL(local.issuer)
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const app = { client_id: ClientId }
  const none = oauth.None()
  const [verifier, state, nonce] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomState(),
    oauth.generateRandomNonce()
  ]
  const url = new URL(server.authorization_endpoint as string)
  url.search = new URLSearchParams({
    client_id: ClientId,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256'
  }).toString()
  const parameters = oauth.validateAuthResponse(server, app, await signIn(url), state)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    app,
    none,
    parameters,
    CALLBACK,
    verifier,
    insecure
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, app, response, {
    expectedNonce: nonce,
    requireIdToken: true
  })
  const { sub } = oauth.getValidatedIdTokenClaims(tokens) as oauth.IDToken
  const info = await oauth.userInfoRequest(server, app, tokens.access_token, insecure)
  t.match(await oauth.processUserInfoResponse(server, app, sub, info), { sub, name: 'Ada' })
  const refreshToken = tokens.refresh_token as string
  const refreshed = await oauth.refreshTokenGrantRequest(server, app, none, refreshToken, insecure)
  t.ok((await oauth.processRefreshTokenResponse(server, app, refreshed)).access_token)
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, app, none, refreshToken, insecure)
  )
  const late = await oauth.refreshTokenGrantRequest(server, app, none, refreshToken, insecure)
  await t.rejects(oauth.processRefreshTokenResponse(server, app, late), matching({ error: 'invalid_grant' }))
})
