import { X509Certificate } from 'node:crypto'
import { createLocalJWKSet, exportJWK, type JSONWebKeySet } from 'jose'
import t from 'tap'
import { addClient, addUser, PASSWORD, start } from './local.js'

const started = await start(t)
const { local, api } = started
const UserPoolId = local.userPoolId
const ClientId = local.clientId
const MISSING = { name: 'ResourceNotFoundException' }

t.test('the session configuration of a pool and of an app client', async t => {
  t.match(await api.getUserPoolSessionConfiguration({ UserPoolId }), { UserPoolId })
  const sessions = { UserPoolId, UserSessionTracking: 'ENABLED' as const, TokenSession: { MaxPerUser: 5 } }
  await api.setUserPoolSessionConfiguration(sessions)
  t.match(await api.getUserPoolSessionConfiguration({ UserPoolId }), sessions)

  const named = { UserPoolId, ClientId }
  const MaxValidityMinutes = 60
  t.match(await api.getUserPoolClientSessionConfiguration(named), { SSOSession: { MaxValidityMinutes } })
  const SSOSession = { MaxValidityMinutes: 90 }
  await api.setUserPoolClientSessionConfiguration({ ...named, SSOSession })
  t.match(await api.getUserPoolClientSessionConfiguration(named), { ...named, SSOSession })
  const other = { UserPoolId, ClientId: (await addClient(started)).ClientId }
  t.match(await api.getUserPoolClientSessionConfiguration(other), { SSOSession: { MaxValidityMinutes } })
  const none = { UserPoolId, ClientId: 'none' }
  await t.rejects(api.getUserPoolClientSessionConfiguration(none), MISSING)
})

t.test('the CSS of the classic hosted UI, for a pool and for an app client', async t => {
  t.strictSame((await api.getUICustomization({ UserPoolId })).UICustomization, {})
  const CSS = '.logo-customizable { max-width: 60% }'
  const { UICustomization } = await api.setUICustomization({ UserPoolId, CSS })
  t.match(UICustomization, { UserPoolId, ClientId: 'ALL', CSS, CSSVersion: String, CreationDate: Date })
  t.match((await api.getUICustomization({ UserPoolId, ClientId })).UICustomization, { ClientId: 'ALL', CSS })
  await api.setUICustomization({ UserPoolId, ClientId, ImageFile: Uint8Array.of(1) })
  const ofClient = await api.getUICustomization({ UserPoolId, ClientId })
  t.match(ofClient.UICustomization, { ClientId, ImageUrl: /^http:.+client_id=/ })
  t.match((await api.getUICustomization({ UserPoolId })).UICustomization, { ClientId: 'ALL', CSS })
  for (const [css, reason] of [
    ['body { color: red }', 'body'],
    ["@import 'a.css'; .logo-customizable { width: 1px }", "@import 'a.css'; .logo-customizable"]
  ]) {
    await t.rejects(api.setUICustomization({ UserPoolId, CSS: css }), {
      name: 'InvalidParameterException',
      message: `Invalid CSS: ${reason}`
    })
  }
})

t.test('the logo of every app client of a pool', async t => {
  const { Id = '' } = (await api.createUserPool({ PoolName: 'pool' })).UserPool ?? {}
  const logo = { UserPoolId: Id, ImageFile: Uint8Array.of(1) }
  const imageUrl = async () => (await api.setUICustomization(logo)).UICustomization?.ImageUrl
  t.match(await imageUrl(), /client_id=ALL$/)
  const { UserPoolClient } = await api.createUserPoolClient({ UserPoolId: Id, ClientName: 'client' })
  // A pool without a domain has managed login.
  await api.createUserPoolDomain({ UserPoolId: Id, Domain: 'classic' })
  const url = String(await imageUrl())
  t.ok(url.endsWith(`client_id=${UserPoolClient?.ClientId}`))
  const response = await fetch(url)
  t.strictSame([response.status, [...new Uint8Array(await response.arrayBuffer())]], [200, [1]])
})

t.test('the signing certificate of a pool is of a key of the pool', async t => {
  const { Certificate = '' } = await api.getSigningCertificate({ UserPoolId })
  const certificate = new X509Certificate(Buffer.from(Certificate, 'base64'))
  t.equal(certificate.subject, `CN=${UserPoolId}`)
  t.equal(certificate.issuer, certificate.subject)
  t.ok(certificate.verify(certificate.publicKey))
  t.ok(Date.parse(certificate.validFrom) <= Date.now() && Date.parse(certificate.validTo) > Date.now())
  const keys = (await (await fetch(local.jwksUri)).json()) as JSONWebKeySet
  t.ok(createLocalJWKSet(keys))
  const { n } = await exportJWK(certificate.publicKey)
  t.ok(keys.keys.some(key => key.n === n))
  t.equal((await api.getSigningCertificate({ UserPoolId })).Certificate, Certificate)
  await t.rejects(api.getSigningCertificate({ UserPoolId: 'us-east-1_AbCdEf123' }), MISSING)
})

t.test('a user gives feedback on an event with its token', async t => {
  await api.updateUserPool({ UserPoolId, UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } })
  const Username = await addUser(started)
  const AuthParameters = { USERNAME: Username, PASSWORD }
  await api.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
  const event = local.users.find(Username)?.events[0]
  const feedback = { UserPoolId, Username, EventId: event?.id, FeedbackValue: 'Invalid' as const }
  await t.rejects(api.updateAuthEventFeedback({ ...feedback, FeedbackToken: 'wrong' }), {
    name: 'NotAuthorizedException'
  })
  await api.updateAuthEventFeedback({ ...feedback, FeedbackToken: event?.feedbackToken })
  const { AuthEvents } = await api.adminListUserAuthEvents({ UserPoolId, Username })
  t.match(AuthEvents, [{ EventFeedback: { FeedbackValue: 'Invalid', Provider: 'User', FeedbackDate: Date } }])
})
