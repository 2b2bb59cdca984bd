import type { Test } from 'tap'
import { SoftwareAuthenticator } from '../../protocol/software-authenticator.js'
import type { At, Scenario } from '../scenario.js'
import type { Setting } from '../subject.js'
import { DONE, INVALID_SESSION, JANE, JOE, MINUTE, NOT_FOUND, signedIn, TOKENS, TOO_OLD } from './steps.js'

const username = JANE.email
const PASSKEYS: Setting = {
  accounts: [JANE, JOE],
  flows: ['USER_PASSWORD_AUTH', 'USER_AUTH'],
  firstFactors: ['PASSWORD', 'WEB_AUTHN']
}
const REFUSED = { status: 400, body: { code: 'FST_COGNITO_PASSKEY_REJECTED' } }

/** Jane, signed in with a password, and the next requests of her browser. */
async function atBrowser ({ api }: At, browser = new SoftwareAuthenticator()) {
  const { accessToken } = await signedIn(api, JANE)
  const options = async () => (await api.post('/me/passkeys/options', {}, accessToken)).body.options
  const send = (credential: object) => api.post('/me/passkeys', { credential }, accessToken)
  const list = async () => (await api.get('/me/passkeys', accessToken)).body.passkeys
  return {
    accessToken,
    browser,
    options,
    send,
    list,
    make: async () => send(browser.create(await options()))
  }
}

/** Starts a sign-in with a passkey; returns a function that completes it. */
async function startSignIn (t: Test, { api }: At) {
  const {
    status,
    body: { challenge, session, parameters }
  } = await api.post('/signin', { flow: 'USER_AUTH', username, preferredChallenge: 'WEB_AUTHN' })
  t.match({ status, challenge }, { status: 200, challenge: 'WEB_AUTHN' })
  return {
    request: JSON.parse(parameters.CREDENTIAL_REQUEST_OPTIONS),
    respond: (credential: object) =>
      api.post('/signin/challenge', {
        challenge,
        session,
        username,
        responses: { CREDENTIAL: JSON.stringify(credential) }
      })
  }
}

export const passkeys: readonly Scenario[] = [
  {
    name:
      'a user registers a passkey, signs in with it, lists it, and can no longer sign ' +
      'in with it once it is deleted',
    needs: ['passkeys'],
    setting: PASSKEYS,
    async run (t, at) {
      const { accessToken, browser, list, make } = await atBrowser(at)
      t.strictSame(await list(), [])
      t.match(await make(), { status: 201, body: { created: true } })
      const [passkey, ...others] = await list()
      t.match(passkey, {
        name: 'Passkey',
        relyingParty: 'localhost',
        createdAt: new Date(at.pool.now()).toISOString()
      })
      t.strictSame(others, [])

      const first = await startSignIn(t, at)
      const { status, body } = await first.respond(browser.get(first.request))
      t.match({ status, body }, { status: 200, body: TOKENS })
      t.match(await at.api.get('/me', body.accessToken), { status: 200, body: { email: JANE.email } })

      const started = await startSignIn(t, at)
      t.match(await at.api.delete(`/me/passkeys/${passkey.id}`, accessToken), DONE)
      t.strictSame(await list(), [])
      t.match(await started.respond(browser.get(started.request)), INVALID_SESSION)
      const { challenge, availableChallenges } = (
        await at.api.post('/signin', { flow: 'USER_AUTH', username, preferredChallenge: 'WEB_AUTHN' })
      ).body
      t.equal(challenge, 'SELECT_CHALLENGE')
      t.notOk(availableChallenges.includes('WEB_AUTHN'))
    }
  },
  {
    name: 'a passkey that is registered too late is rejected',
    needs: ['passkeys', 'adjustable clock'],
    setting: PASSKEYS,
    async run (t, at) {
      const { browser, options, send, list } = await atBrowser(at)
      const credential = browser.create(await options())
      at.pool.forward(1.1 * MINUTE)
      t.match(await send(credential), REFUSED)
      t.strictSame(await list(), [])
    }
  },
  {
    name: 'a passkey created or used for another origin is rejected',
    needs: ['passkeys'],
    setting: PASSKEYS,
    async run (t, at) {
      const { browser, make, list } = await atBrowser(
        at,
        new SoftwareAuthenticator('https://localhost.example.com')
      )
      t.match(await make(), REFUSED)
      t.strictSame(await list(), [])
      browser.origin = 'http://localhost'
      t.match(await make(), { status: 201 })
      browser.origin = 'https://localhost.example.com'
      const { request, respond } = await startSignIn(t, at)
      t.match(await respond(browser.get(request)), INVALID_SESSION)
    }
  },
  {
    name: 'a registration is accepted once, and an authenticator registers no second passkey',
    needs: ['passkeys'],
    setting: PASSKEYS,
    async run (t, at) {
      const { browser, options, send, list } = await atBrowser(at)
      const credential = browser.create(await options())
      t.match(await send(credential), { status: 201 })
      t.match(await send(credential), REFUSED)
      const again = await options()
      t.throws(() => browser.create(again), { name: 'InvalidStateError' })
      t.equal((await list()).length, 1)
    }
  },
  {
    name: 'a malformed passkey is rejected',
    needs: ['passkeys'],
    setting: PASSKEYS,
    async run (t, at) {
      const { browser, options, send, list } = await atBrowser(at)
      const { response, ...credential } = browser.create(await options())
      t.ok(
        (await send({ ...credential, response: { ...response, attestationObject: 'AAAA' } })).status === 400
      )
      t.ok((await send({})).status === 400)
      t.strictSame(await list(), [])
    }
  },
  {
    name: 'passkeys are listed in pages, and deleted one by one by their owner only',
    needs: ['passkeys'],
    setting: PASSKEYS,
    async run (t, at) {
      const { accessToken, options, send, list } = await atBrowser(at)
      for (let times = 0; times < 2; times++) {
        t.match(await send(new SoftwareAuthenticator().create(await options())), { status: 201 })
      }
      const first = (await at.api.get('/me/passkeys?limit=1', accessToken)).body
      const second = (
        await at.api.get(`/me/passkeys?limit=1&next=${encodeURIComponent(first.next)}`, accessToken)
      ).body
      t.strictSame([...first.passkeys, ...second.passkeys], await list())
      t.notOk('next' in second)
      const [{ id }] = first.passkeys
      const joe = (await signedIn(at.api, JOE)).accessToken
      t.match(await at.api.delete(`/me/passkeys/${id}`, joe), NOT_FOUND)
      t.match(await at.api.delete(`/me/passkeys/${id}`, accessToken), DONE)
      t.match(await at.api.delete(`/me/passkeys/${id}`, accessToken), NOT_FOUND)
      t.strictSame(await list(), second.passkeys)
    }
  },
  {
    name: 'registering and deleting passkeys needs a recent sign-in',
    needs: ['passkeys', 'adjustable clock'],
    setting: PASSKEYS,
    async run (t, at) {
      const { accessToken, browser, options, list, send } = await atBrowser(at)
      const credential = browser.create(await options())
      at.pool.forward(6 * MINUTE)
      t.match(await at.api.post('/me/passkeys/options', {}, accessToken), TOO_OLD)
      t.match(await send(credential), TOO_OLD)
      t.match(await at.api.delete('/me/passkeys/YQ', accessToken), TOO_OLD)
      t.strictSame(await list(), [])
    }
  },
  {
    name: 'a pool without passkeys says so',
    needs: ['errors of disabled features'],
    setting: { accounts: [JANE], firstFactors: ['PASSWORD'] },
    async run (t, { api }) {
      const { accessToken } = await signedIn(api, JANE)
      const NOT_ENABLED = { status: 403, body: { code: 'FST_COGNITO_NOT_ENABLED' } }
      t.match(await api.post('/me/passkeys/options', {}, accessToken), NOT_ENABLED)
      t.match(await api.post('/me/passkeys', { credential: {} }, accessToken), NOT_ENABLED)
      t.strictSame((await api.get('/me/passkeys', accessToken)).body, { passkeys: [] })
    }
  }
]
