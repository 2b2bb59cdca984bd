import t from 'tap'
import { ADA, BOB, refusal, start } from './client.js'

async function signedIn (t: Parameters<typeof start>[0], options: Parameters<typeof start>[1] = {}) {
  const started = await start(t, options)
  return { ...started, AccessToken: (await started.signIn(ADA)).AuthenticationResult?.AccessToken as string }
}

const attributesOf = ({
  UserAttributes = []
}: {
  UserAttributes?: { Name: string | undefined, Value?: string | undefined }[] | undefined
}) => Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]))

t.test('a user reads, updates and deletes attributes', async t => {
  const { api, AccessToken } = await signedIn(t)
  t.strictSame(
    (await api.updateUserAttributes({ AccessToken, UserAttributes: [{ Name: 'name', Value: 'Ada' }] }))
      .CodeDeliveryDetailsList,
    []
  )
  const user = await api.getUser({ AccessToken })
  t.equal(user.Username, ADA.sub)
  t.strictSame(attributesOf(user), {
    sub: ADA.sub,
    email: ADA.email,
    email_verified: 'true',
    phone_number: ADA.phone,
    phone_number_verified: 'true',
    name: 'Ada'
  })
  await api.deleteUserAttributes({ AccessToken, UserAttributeNames: ['name'] })
  t.notOk('name' in attributesOf(await api.getUser({ AccessToken })))
})

t.test('a changed email address or phone number must be verified', async t => {
  const { cognito, api, AccessToken } = await signedIn(t, { autoVerified: ['email', 'phone_number'] })
  const { CodeDeliveryDetailsList } = await api.updateUserAttributes({
    AccessToken,
    UserAttributes: [
      { Name: 'email', Value: 'ada@elsewhere.example' },
      { Name: 'phone_number', Value: '+491700000000' }
    ]
  })
  t.match(CodeDeliveryDetailsList, [
    { AttributeName: 'email', Destination: 'a***@e***' },
    { AttributeName: 'phone_number', DeliveryMedium: 'SMS' }
  ])
  t.match(cognito.liveUser(ADA.sub).attributes, {
    email: 'ada@elsewhere.example',
    email_verified: 'false',
    phone_number_verified: 'false'
  })
  const { code: emailCode } = cognito.mailbox.last('ada@elsewhere.example')
  const { code: phoneCode } = cognito.mailbox.last('+491700000000')
  const verify = (AttributeName: string, Code: string) =>
    api.verifyUserAttribute({ AccessToken, AttributeName, Code })
  await t.rejects(verify('email', `${emailCode}0`), refusal('CodeMismatchException'))
  await t.rejects(verify('name', emailCode), refusal('InvalidParameterException'))
  await verify('email', emailCode)
  await verify('phone_number', phoneCode)
  t.match(cognito.liveUser(ADA.sub).attributes, { email_verified: 'true', phone_number_verified: 'true' })
  await t.rejects(verify('email', emailCode), refusal('ExpiredCodeException'), 'once')
})

t.test('GetUserAttributeVerificationCode sends another code', async t => {
  const { cognito, api, AccessToken } = await signedIn(t)
  t.match(await api.getUserAttributeVerificationCode({ AccessToken, AttributeName: 'email' }), {
    CodeDeliveryDetails: { AttributeName: 'email' }
  })
  cognito.advance(24 * 3_600_000 - 3_600_000 / 2)
  await t.rejects(
    api.getUser({ AccessToken }),
    refusal('NotAuthorizedException', /expired/),
    'the code outlives the token'
  )
  t.match(cognito.mailbox.last(ADA.email).code, /^\d{6}$/)
})

t.test('attributes that a user cannot update', async t => {
  const { api, AccessToken } = await signedIn(t, {
    customAttributes: ['custom:role', 'custom:colour'],
    writeAttributes: ['custom:colour', 'email']
  })
  const update = (Name: string, Value: string) =>
    api.updateUserAttributes({ AccessToken, UserAttributes: [{ Name, Value }] })
  const UNAUTHORIZED = refusal('NotAuthorizedException', 'A client attempted to write unauthorized attribute')
  await update('custom:colour', 'blue')
  for (const name of ['custom:role', 'name', 'sub', 'email_verified']) {
    await t.rejects(update(name, 'x'), UNAUTHORIZED, name)
  }
  await t.rejects(update('custom:other', 'x'), refusal('InvalidParameterException', /custom:other/))
  await t.rejects(update('email', 'x'), refusal('InvalidParameterException', 'Invalid email address format.'))
  await t.rejects(update('email', BOB.email), refusal('AliasExistsException'))
  await t.rejects(
    api.deleteUserAttributes({ AccessToken, UserAttributeNames: ['custom:role'] }),
    UNAUTHORIZED
  )
})

t.test('GetUserAuthFactors lists the first factors of the user', async t => {
  const { api, AccessToken } = await signedIn(t)
  t.strictSame((await api.getUserAuthFactors({ AccessToken })).ConfiguredUserAuthFactors, [
    'PASSWORD',
    'EMAIL_OTP',
    'SMS_OTP'
  ])
})
