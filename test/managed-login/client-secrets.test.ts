import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import t from 'tap'
import { buildWithSessions } from '../sessions/application.js'
import { startManagedCognito, Visitor } from './application.js'

/** Two client secrets at the token endpoint, of which one replaces the other. */

const NEW = 'new1secret2of3the4app5client'
const HOUR = 3_600_000

t.test('sign-ins by managed login, and their refreshes, during a rotation', async t => {
  const cognito = await startManagedCognito(t, { pool: { clientSecret: true } })
  const { endpoint, userPoolId: UserPoolId, clientId: ClientId, options } = cognito
  const aws = new CognitoIdentityProvider({
    region: 'local',
    endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
  t.teardown(() => {
    aws.destroy()
  })
  const clock = { now: Date.now() }
  const { app, lines } = await buildWithSessions(t, cognito, {
    clientSecret: [NEW, options.clientSecret as string],
    managedLogin: { domain: endpoint },
    clock: () => clock.now,
    after: async app => {
      app.get('/account', { preHandler: app.requireSignIn() }, async () => 'hello')
    }
  })
  const { ClientSecrets: [{ ClientSecretId } = {}] = [] } = await aws.listUserPoolClientSecrets({
    UserPoolId,
    ClientId
  })
  const first = new Visitor(app, cognito)
  const signsIn = async (visitor = new Visitor(app, cognito)) => {
    const { headers } = await visitor.signIn({ returnTo: '/account' })
    t.equal(headers.location, '/account')
    t.equal((await visitor.get('/account')).statusCode, 200)
  }
  const isRefreshed = async () => {
    clock.now += HOUR
    cognito.advance(HOUR)
    t.equal((await first.get('/account')).statusCode, 200)
  }
  await signsIn(first)
  await signsIn()
  await isRefreshed()
  await aws.addUserPoolClientSecret({ UserPoolId, ClientId, ClientSecret: NEW })
  await signsIn()
  await isRefreshed()
  await aws.deleteUserPoolClientSecret({ UserPoolId, ClientId, ClientSecretId })
  await signsIn()
  await signsIn()
  await isRefreshed()
  t.notMatch(lines.join(), /sign-in by managed login failed|managed login misconfigured/)
})

t.test('two wrong secrets, and errors that are not about the secret', async t => {
  const cognito = await startManagedCognito(t, { pool: { clientSecret: true } })
  const { app, lines } = await buildWithSessions(t, cognito, {
    clientSecret: [NEW, 'another1secret'],
    managedLogin: { domain: cognito.endpoint, errorPath: '/failed' }
  })
  const { headers } = await new Visitor(app, cognito).signIn()
  t.equal(headers.location, '/failed?error=unavailable')
  t.match(
    lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'managed login misconfigured'),
    [{ error: 'invalid_client' }]
  )
  t.notMatch(lines.join(), /new1secret|another1secret/)
})
