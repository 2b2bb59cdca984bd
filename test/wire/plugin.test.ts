import t from 'tap'
import { bearer, buildApi, signIn } from '../api.js'
import { ADA, SECRET } from './client.js'
import { startWireCognito } from './server.js'

t.test('the plugin takes the options, and the guards the tokens', async t => {
  for (const clientSecret of [undefined, SECRET]) {
    const wire = await startWireCognito(t, { users: [{ ...ADA, groups: ['admin'] }], ...(clientSecret !== undefined && { clientSecret }) })
    const app = await buildApi(t, wire)
    const { accessToken, idToken } = await signIn(app, ADA)
    t.match((await app.inject({ url: '/profile', headers: bearer(accessToken) })).json(), { id: ADA.sub, email: ADA.email })
    t.equal((await app.inject({ url: '/admin', headers: bearer(accessToken) })).body, 'hello')
    t.equal((await app.inject({ url: '/admin', headers: bearer(idToken) })).statusCode, 401)
    t.strictSame(wire.calls.map(({ operation }) => operation), ['InitiateAuth', 'GetUser'])
  }
})

t.test('by the same clock', async t => {
  const wire = await startWireCognito(t, { users: [ADA] })
  const app = await buildApi(t, wire, { clock: wire.clock })
  const { accessToken } = await signIn(app, ADA)
  const profile = async () => (await app.inject({ url: '/profile', headers: bearer(accessToken) })).statusCode
  t.equal(await profile(), 200)
  wire.advance(3_600_000)
  t.equal(await profile(), 401)
})
