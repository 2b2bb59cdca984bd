import t from 'tap'
import { checkOutput } from '../../dist/cognito/check-output.js'

/** The types of the members of responses, which the SDK declares and does not check. */

const attributes = [{ Name: 'email', Value: 'jane@example.com' }, { Name: 'name' }]
const tokens = { AccessToken: 'access', IdToken: 'id', RefreshToken: 'refresh', ExpiresIn: 3600 }

const notStrings = [null, 1, true, {}, ['text']]
const notObjects = [null, 1, true, 'text', [], [{}]]
const notObjectLists = [null, 1, 'text', {}, ['text'], [{}, null], [[]]]
const notStringLists = [null, 1, 'text', {}, [{}], ['text', 1], ['text', null]]
const notAttributes = [
  ...notObjectLists,
  [{ Value: 'jane' }],
  [{ Name: 1 }],
  [{ Name: 'email', Value: 1 }],
  [{ Name: 'email', Value: null }],
  [...attributes, { Name: null }]
]
const notResults = [
  ...notObjects,
  ...['AccessToken', 'IdToken', 'RefreshToken'].flatMap(name => [
    { ...tokens, [name]: 1 },
    { ...tokens, [name]: null }
  ])
]

/** By member: values that are right, and values that are wrong. */
const MEMBERS: Record<string, [right: unknown[], wrong: unknown[]]> = {
  Attributes: [[[], attributes], notAttributes],
  AuthEvents: [[[], [{}]], notObjectLists],
  AuthenticationResult: [[{}, tokens, { AccessToken: 'access' }], notResults],
  AvailableChallenges: [[[], ['PASSWORD']], notStringLists],
  ChallengeParameters: [[{}, { SALT: 'salt' }], [...notObjects, { SALT: 1 }, { SALT: 'salt', OTHER: null }]],
  ClientAuthenticationResult: [[{}, tokens], notResults],
  CodeDeliveryDetails: [[{}], notObjects],
  CodeDeliveryDetailsList: [[[], [{}]], notObjectLists],
  ConfiguredUserAuthFactors: [[[], ['PASSWORD']], notStringLists],
  CredentialCreationOptions: [[{}], notObjects],
  Credentials: [[[], [{}]], notObjectLists],
  Devices: [[[], [{}]], notObjectLists],
  Group: [[{}], notObjects],
  Groups: [[[], [{}]], notObjectLists],
  SecretCode: [['', 'code'], notStrings],
  Sessions: [[[], [{}]], notObjectLists],
  User: [[{}], notObjects],
  UserAttributes: [[[], attributes], notAttributes],
  UserMFASettingList: [[[], ['SMS_MFA']], notStringLists],
  Username: [['jane'], notStrings],
  Users: [[[], [{}]], notObjectLists]
}

for (const [name, [right, wrong]] of Object.entries(MEMBERS)) {
  t.test(name, async t => {
    for (const value of [undefined, ...right]) {
      const output = { [name]: value, $metadata: {} }
      t.equal(checkOutput(output), output, `${JSON.stringify(value)} is right`)
    }
    for (const value of wrong) {
      t.throws(
        () => checkOutput({ [name]: value }),
        { name: 'TypeError', message: `${name} has an unexpected type` },
        `${JSON.stringify(value)} is wrong`
      )
    }
  })
}

t.test('other members have any type', async t => {
  const output = { Session: 1, toString: null, ExpiresIn: 'text' }
  t.equal(checkOutput(output), output)
})
