import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, PASSWORD, post } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import { ACCOUNT, ATTRIBUTES, SHOWN, USER } from './answers.js'

/** The calls of an invitation to Cognito, above all the delivery medium. */

const pool = await createTestPool()
const headers = bearer(pool.signIn({ groups: ['admin'] }))
const PHONE = '+491711234567'

async function scripted (t: Test, responses: Record<string, ScriptedResponse> = {}) {
  const { endpoint, calls } = await startScripted(
    t,
    ({ operation }) => responses[operation] ?? { body: { ...ACCOUNT, User: USER } }
  )
  const app = await buildApi(t, pool, {
    endpoint,
    routes: { prefix: '/auth', rateLimit: false, admin: { users: { groups: ['admin'] } } }
  })
  const invite = (body: object) => post(app, '/auth/admin/users', body, headers)
  /** Returns the input of AdminCreateUser for a body. */
  const sentFor = async (body: object) => {
    calls.length = 0
    t.equal((await invite(body)).statusCode, 201)
    return calls[0]?.body as Record<string, unknown>
  }
  const resend = () => post(app, '/auth/admin/users/jane/invitation', undefined, headers)
  return { invite, sentFor, resend, calls }
}

t.test('the username is the email address, or given where users sign in by username', async t => {
  const { sentFor } = await scripted(t)
  t.match(await sentFor({ email: 'kim@example.com' }), {
    UserPoolId: pool.userPoolId,
    Username: 'kim@example.com',
    UserAttributes: [{ Name: 'email', Value: 'kim@example.com' }]
  })
  const named = await sentFor({ username: 'kim', email: 'kim@example.com', attributes: { name: 'Kim Lee' } })
  t.equal(named['Username'], 'kim')
  t.strictSame(named['UserAttributes'], [
    { Name: 'email', Value: 'kim@example.com' },
    { Name: 'name', Value: 'Kim Lee' }
  ])
  t.strictSame(
    (await sentFor({ username: 'kim', attributes: { email: 'kim@example.com' } }))['UserAttributes'],
    [{ Name: 'email', Value: 'kim@example.com' }]
  )
  t.strictSame((await sentFor({ username: 'kim' }))['UserAttributes'], [])
})

t.test(
  'the delivery medium is email, else SMS, else none; or as requested',
  async t => {
    const { sentFor } = await scripted(t)
    const ways: [object, object][] = [
      [{ email: 'kim@example.com' }, { DesiredDeliveryMediums: ['EMAIL'] }],
      [
        { email: 'kim@example.com', attributes: { phone_number: PHONE } },
        { DesiredDeliveryMediums: ['EMAIL'] }
      ],
      [{ username: 'kim', attributes: { email: 'kim@example.com' } }, { DesiredDeliveryMediums: ['EMAIL'] }],
      [{ username: 'kim', attributes: { phone_number: PHONE } }, { DesiredDeliveryMediums: ['SMS'] }],
      [{ username: 'kim' }, { MessageAction: 'SUPPRESS' }],
      [{ username: 'kim', attributes: { name: 'Kim' } }, { MessageAction: 'SUPPRESS' }],
      [{ email: 'kim@example.com', delivery: [] }, { MessageAction: 'SUPPRESS' }],
      [{ email: 'kim@example.com', delivery: ['SMS'] }, { DesiredDeliveryMediums: ['SMS'] }],
      [{ username: 'kim', delivery: ['EMAIL', 'SMS'] }, { DesiredDeliveryMediums: ['EMAIL', 'SMS'] }]
    ]
    for (const [body, way] of ways) {
      const { MessageAction, DesiredDeliveryMediums } = await sentFor(body)
      t.strictSame(
        {
          ...(MessageAction !== undefined && { MessageAction }),
          ...(DesiredDeliveryMediums !== undefined && { DesiredDeliveryMediums })
        },
        way,
        JSON.stringify(body)
      )
    }
  }
)

t.test('an email address is verified only if the invitation says so', async t => {
  const { sentFor } = await scripted(t)
  const verified = async (body: object) =>
    (
      (await sentFor({ email: 'kim@example.com', attributes: { phone_number: PHONE }, ...body }))[
        'UserAttributes'
      ] as { Name: string, Value: string }[]
    )
      .filter(({ Name }) => Name.endsWith('_verified'))
      .map(({ Name, Value }) => `${Name}=${Value}`)
  t.strictSame(await verified({}), [])
  t.strictSame(await verified({ emailVerified: true }), ['email_verified=true'])
  t.strictSame(await verified({ emailVerified: false, phoneNumberVerified: true }), [
    'email_verified=false',
    'phone_number_verified=true'
  ])
})

t.test('Cognito generates the first password unless it is given, and it is never returned', async t => {
  const { invite, sentFor } = await scripted(t)
  t.notOk('TemporaryPassword' in (await sentFor({ email: 'kim@example.com' })))
  t.equal(
    (await sentFor({ email: 'kim@example.com', temporaryPassword: PASSWORD }))['TemporaryPassword'],
    PASSWORD
  )
  const response = await invite({ email: 'kim@example.com', temporaryPassword: PASSWORD })
  t.strictSame(response.json(), SHOWN)
})

t.test('an invitation without a username, or with two email addresses, is rejected', async t => {
  const { invite, calls } = await scripted(t)
  t.match((await invite({ attributes: { name: 'Kim' } })).json(), {
    statusCode: 400,
    code: 'FST_COGNITO_INVALID_INPUT',
    message: /^Send an email address, or a username/
  })
  t.match((await invite({ email: 'kim@example.com', attributes: { email: 'mallory@example.com' } })).json(), {
    statusCode: 400,
    code: 'FST_COGNITO_INVALID_INPUT',
    message: 'email and attributes.email must be equal.'
  })
  t.strictSame(calls, [])
})

t.test('an existing user is a 409', async t => {
  const { invite } = await scripted(t, { AdminCreateUser: exception('UsernameExistsException') })
  t.match((await invite({ email: 'kim@example.com' })).json(), {
    statusCode: 409,
    code: 'FST_COGNITO_USERNAME_EXISTS'
  })
})

t.test('a resent invitation uses the delivery medium of the account', async t => {
  const ways: [{ Name: string, Value: string }[], string[] | undefined][] = [
    [ATTRIBUTES, ['EMAIL']],
    [[...ATTRIBUTES, { Name: 'phone_number', Value: PHONE }], ['EMAIL']],
    [
      [
        { Name: 'sub', Value: 'c7f2a1de' },
        { Name: 'phone_number', Value: PHONE }
      ],
      ['SMS']
    ]
  ]
  for (const [UserAttributes, DesiredDeliveryMediums] of ways) {
    const { resend, calls } = await scripted(t, { AdminGetUser: { body: { ...ACCOUNT, UserAttributes } } })
    t.equal((await resend()).statusCode, 200)
    t.strictSame(calls[1]?.body, {
      UserPoolId: pool.userPoolId,
      Username: 'jane',
      MessageAction: 'RESEND',
      DesiredDeliveryMediums
    })
  }
})

t.test(
  'a resent invitation uses the email address of the account if its internal username is ' +
    'generated',
  async t => {
    const id = 'c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'
    const attribute = (Name: string, Value: string) => ({ Name, Value })
    const [sub, email, phone] = [
      attribute('sub', id),
      attribute('email', 'kim@example.com'),
      attribute('phone_number', PHONE)
    ]
    for (const [Username, UserAttributes, named] of [
      [id, [sub, email, phone], 'kim@example.com'],
      [id, [sub, phone], PHONE],
      [id, [sub], id],
      ['kim', [sub, email, phone], 'kim']
    ] as const) {
      const { resend, calls } = await scripted(t, {
        AdminGetUser: { body: { ...ACCOUNT, Username, UserAttributes } }
      })
      t.equal((await resend()).statusCode, 200)
      t.equal(calls[1]?.body['Username'], named)
    }
  }
)

t.test('resending an accepted invitation is a 409', async t => {
  const { resend } = await scripted(t, { AdminCreateUser: exception('UnsupportedUserStateException') })
  t.match((await resend()).json(), { statusCode: 409, code: 'FST_COGNITO_INVALID_USER_STATUS' })
})

t.test('a malformed user is a 502', async t => {
  const ways: Record<string, object> = {
    'no account': {},
    'no username': { User: { ...USER, Username: undefined } },
    'no sub': { User: { ...USER, Attributes: [] } },
    'no attributes': { User: { ...USER, Attributes: undefined } },
    'no status': { User: { ...USER, UserStatus: undefined } },
    'no enabled flag': { User: { ...USER, Enabled: undefined } }
  }
  for (const [label, body] of Object.entries(ways)) {
    const { invite, resend } = await scripted(t, { AdminCreateUser: { body } })
    t.match(
      (await invite({ email: 'kim@example.com' })).json(),
      { statusCode: 502, code: 'FST_COGNITO_UNEXPECTED_RESPONSE' },
      label
    )
    t.match((await resend()).json(), { statusCode: 502, code: 'FST_COGNITO_UNEXPECTED_RESPONSE' }, label)
  }
})

t.test('optional fields are null if absent', async t => {
  const { invite } = await scripted(t, {
    AdminCreateUser: {
      body: {
        User: {
          ...USER,
          Attributes: [{ Name: 'sub', Value: 'c7f2a1de' }],
          UserCreateDate: undefined,
          UserLastModifiedDate: undefined
        }
      }
    }
  })
  t.strictSame((await invite({ email: 'kim@example.com' })).json(), {
    id: 'c7f2a1de',
    username: 'jane',
    email: null,
    emailVerified: false,
    name: null,
    attributes: { sub: 'c7f2a1de' },
    enabled: true,
    status: 'CONFIRMED',
    createdAt: null,
    updatedAt: null
  })
})
