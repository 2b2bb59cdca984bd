import type { Scenario } from '../scenario.js'
import { HOUR, INVALID_REFRESH_TOKEN, INVALID_TOKEN, JANE, signedIn } from './steps.js'

const accounts = [JANE]

export const session: readonly Scenario[] = [
  {
    name: 'a refresh token returns new tokens, even when the old ones have expired',
    needs: ['refresh', 'adjustable clock'],
    setting: { accounts },
    async run (t, { api, pool }) {
      const { accessToken, refreshToken } = await signedIn(api, JANE)
      pool.forward(2 * HOUR)
      t.match(await api.get('/me', accessToken), INVALID_TOKEN)
      const { status, body } = await api.post('/refresh', { refreshToken })
      t.match(
        { status, body },
        { status: 200, body: { accessToken: /^eyJ/, idToken: /^eyJ/, expiresIn: 3600, tokenType: 'Bearer' } }
      )
      t.equal(body.refreshToken, undefined, 'the refresh token remains valid')
      t.match(await api.get('/me', body.accessToken), { status: 200 })
    }
  },
  {
    name: 'with rotation, each refresh token is replaced, and reuse ends the session',
    needs: ['refresh', 'rotation', 'adjustable clock'],
    setting: { accounts, rotation: 10 },
    async run (t, { api, pool }) {
      const first = (await signedIn(api, JANE)).refreshToken
      const {
        body: { refreshToken: second }
      } = await api.post('/refresh', { refreshToken: first })
      t.type(second, 'string')
      t.not(second, first)
      t.match(
        await api.post('/refresh', { refreshToken: first }),
        { status: 200 },
        'within the grace period the old one is accepted'
      )
      pool.forward(11_000)
      t.match(await api.post('/refresh', { refreshToken: first }), {
        status: 401,
        body: { code: 'FST_COGNITO_REFRESH_TOKEN_REUSED' }
      })
      t.match(await api.post('/refresh', { refreshToken: second }), INVALID_REFRESH_TOKEN)
    }
  },
  {
    name: 'an unknown refresh token is rejected',
    needs: ['refresh'],
    async run (t, { api }) {
      t.match(
        await api.post('/refresh', { refreshToken: 'eyJjdHkiOiJKV1QifQ.a.b.c.d' }),
        INVALID_REFRESH_TOKEN
      )
    }
  },
  {
    name: 'signing out ends one session and keeps the others',
    needs: ['refresh', 'revocation'],
    setting: { accounts },
    async run (t, { api }) {
      const [here, there] = [await signedIn(api, JANE), await signedIn(api, JANE)]
      t.match(await api.post('/signout', { refreshToken: here.refreshToken }), { status: 204, body: null })
      t.match(await api.post('/refresh', { refreshToken: here.refreshToken }), INVALID_REFRESH_TOKEN)
      t.match(await api.get('/me', here.accessToken), INVALID_TOKEN)
      t.match(await api.post('/refresh', { refreshToken: there.refreshToken }), { status: 200 })
    }
  },
  {
    name: 'signing out everywhere with an access token ends every session',
    needs: ['global sign-out'],
    setting: { accounts },
    async run (t, { api }) {
      const [here, there] = [await signedIn(api, JANE), await signedIn(api, JANE)]
      t.match(await api.post('/signout', { everywhere: true }), {
        status: 401,
        body: { code: 'FST_COGNITO_NO_CREDENTIALS' }
      })
      t.match(await api.post('/signout', { everywhere: true }, here.accessToken), { status: 204, body: null })
      for (const { accessToken } of [here, there]) t.match(await api.get('/me', accessToken), INVALID_TOKEN)
    }
  },
  {
    name:
      'signing out everywhere with a refresh token ends every session, even when the access token has ' +
      'expired',
    needs: ['refresh', 'adjustable clock'],
    setting: { accounts },
    async run (t, { api, pool }) {
      const [here, there] = [await signedIn(api, JANE), await signedIn(api, JANE)]
      pool.forward(2 * HOUR)
      t.match(await api.post('/signout', { everywhere: true, refreshToken: here.refreshToken }), {
        status: 204
      })
      for (const { refreshToken } of [here, there]) {
        t.match(await api.post('/refresh', { refreshToken }), INVALID_REFRESH_TOKEN)
      }
    }
  }
]
