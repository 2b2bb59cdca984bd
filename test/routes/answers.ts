import type { ScriptedResponse } from '../scripted.js'
import { DEVICE, SESSION } from './bodies.js'

/** Cognito's data of users and groups, and responses with which every route succeeds. */

const ID = 'c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'
const MOMENT = 1_767_225_600

/** The attribute of an account at Google, with which jane can sign in. */
const IDENTITIES = JSON.stringify([
  {
    userId: '110169484474386276334',
    providerName: 'Google',
    providerType: 'Google',
    issuer: null,
    primary: false,
    dateCreated: 1_767_225_600_000
  }
])

export const ATTRIBUTES = [
  { Name: 'sub', Value: ID },
  { Name: 'email', Value: 'jane@example.com' },
  { Name: 'email_verified', Value: 'true' },
  { Name: 'name', Value: 'Jane Doe' },
  { Name: 'identities', Value: IDENTITIES }
]

const account = {
  Username: 'jane',
  Enabled: true,
  UserStatus: 'CONFIRMED',
  UserCreateDate: MOMENT,
  UserLastModifiedDate: MOMENT + 1
}

/** As AdminGetUser returns a user. */
export const ACCOUNT = { ...account, UserAttributes: ATTRIBUTES }

/** As lists and operations that create accounts return it. */
export const USER = { ...account, Attributes: ATTRIBUTES }

/** The same, as the routes return it. */
export const SHOWN = {
  id: ID,
  username: 'jane',
  email: 'jane@example.com',
  emailVerified: true,
  name: 'Jane Doe',
  attributes: {
    sub: ID,
    email: 'jane@example.com',
    email_verified: 'true',
    name: 'Jane Doe',
    identities: IDENTITIES
  },
  identities: [
    {
      provider: 'Google',
      userId: '110169484474386276334',
      type: 'Google',
      primary: false,
      linkedAt: '2026-01-01T00:00:00.000Z'
    }
  ],
  enabled: true,
  status: 'CONFIRMED',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:01.000Z'
}

export const GROUP = {
  GroupName: 'editors',
  Description: 'Editors of articles',
  Precedence: 1,
  CreationDate: MOMENT,
  LastModifiedDate: MOMENT + 1
}
export const SHOWN_GROUP = {
  name: 'editors',
  description: 'Editors of articles',
  precedence: 1,
  createdAt: SHOWN.createdAt,
  updatedAt: SHOWN.updatedAt
}

export const PASSKEY = {
  CredentialId: 'YQ',
  FriendlyCredentialName: 'iCloud',
  RelyingPartyId: 'example.com',
  CreatedAt: MOMENT,
  AuthenticatorTransports: ['internal']
}

/** Each operation finds what it needs. */
export const SUCCESS: ScriptedResponse = {
  body: {
    AuthenticationResult: { AccessToken: 'a', IdToken: 'b', RefreshToken: 'c', ExpiresIn: 3600 },
    UserSub: ID,
    UserConfirmed: true,
    Status: 'SUCCESS',
    Session: SESSION,
    CodeDeliveryDetails: { DeliveryMedium: 'EMAIL', Destination: 'j***@e***' },
    ...ACCOUNT,
    User: USER,
    Users: [USER],
    Group: GROUP,
    Groups: [GROUP],
    SecretCode: 'JBSWY3DPEHPK3PXP',
    CredentialCreationOptions: { challenge: 'YQ' },
    Credentials: [PASSKEY],
    Devices: [{ DeviceKey: DEVICE, DeviceAttributes: [], DeviceCreateDate: MOMENT }]
  }
}
