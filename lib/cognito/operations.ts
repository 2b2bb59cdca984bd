import type { Revocations } from '../revocation/revocations.js'
import type { Flow } from '../schemas/sign-in.js'
import { AccountChanges } from './account-changes.js'
import type { Administrators, AdministratorSettings } from './administrators.js'
import type { CognitoApi } from './api.js'
import { AuthEvents } from './auth-events.js'
import { Devices } from './devices.js'
import { Mfa } from './mfa.js'
import { Groups } from './groups.js'
import { Identities } from './identities.js'
import { Invitations } from './invitations.js'
import { OwnAccount } from './own-account.js'
import { Passkeys } from './passkeys.js'
import { Passwords } from './passwords.js'
import type { Profiles } from './profiles.js'
import type { Revoker } from './revoker.js'
import type { Sessions } from './sessions.js'
import { SignIn } from './sign-in.js'
import { SignUp } from './sign-up.js'
import { UserSessions } from './user-sessions.js'
import { UserAttributes } from './user-attributes.js'
import { Users } from './users.js'

/** The options of the operations. */
export interface OperationSettings extends AdministratorSettings {
  /** The authentication flows that users may sign in with. The first is used for requests without `flow`. */
  readonly flows: readonly Flow[]
  readonly hideExistingUsers: boolean
  /** The issuer that authenticator apps display. */
  readonly issuer: string
  /** The issuers of the pool's tokens. */
  readonly issuers: readonly string[]
  /** Revokes the tokens of sessions that have ended. Null without the option `revocation`. */
  readonly revocation: Pick<Revocations, 'revoke' | 'isRevoked'> | null
  /** Whether a change of the password or of MFA factors signs out the user's other sessions. */
  readonly signOutOthers: boolean
}

/** The operations of the auth API, as `fastify.cognito` has them. */
export type Operations = ReturnType<typeof createOperations>

interface Dependencies {
  readonly administrators: Administrators
  readonly profiles: Profiles
  readonly revoker: Revoker
  readonly sessions: Sessions
}

export function createOperations (
  api: CognitoApi,
  { administrators, profiles, revoker, sessions }: Dependencies,
  { flows, hideExistingUsers, issuer, signOutOthers }: OperationSettings
) {
  const changes = new AccountChanges(api, revoker, signOutOthers)
  const signIn = new SignIn(api, { flows, issuer, changes })
  const signUp = new SignUp(api, { signIn, hideExistingUsers, flows })
  const passwords = new Passwords(api, changes)
  const account = new OwnAccount(api, { administrators, profiles, revoker, changes })
  const mfa = new Mfa(api, { issuer, changes })
  const passkeys = new Passkeys(api, changes)
  const devices = new Devices(api)
  const users = new Users(api, { administrators, revoker, changes })
  const invitations = new Invitations(api)
  const userAttributes = new UserAttributes(api)
  const userSessions = new UserSessions(api, revoker)
  const authEvents = new AuthEvents(api)
  const identities = new Identities(api, revoker)
  const groups = new Groups(api, administrators)
  return {
    /** Signs a user up. For errors see `POST /signup` in docs/errors.md. */
    signUp: signUp.signUp.bind(signUp),
    /** Confirms an account with the code that was sent. With `session`, it also signs the user in. */
    confirmSignUp: signUp.confirmSignUp.bind(signUp),
    /** Sends the confirmation code again. The result is the same whether the account exists or not. */
    resendConfirmationCode: signUp.resendConfirmationCode.bind(signUp),
    /** Starts a sign-in. Returns tokens, or the next challenge. */
    signIn: signIn.signIn.bind(signIn),
    /** Responds to a challenge. Returns tokens, or the next challenge. */
    respondToChallenge: signIn.respondToChallenge.bind(signIn),
    /**
     * Returns new tokens for a refresh token. If the result includes a new refresh token, the old one is no
     * longer valid.
     */
    refresh: sessions.refresh.bind(sessions),
    /** Signs out the session of a refresh token. */
    signOut: sessions.signOut.bind(sessions),
    /** Signs out all sessions of the user of an access token. */
    signOutEverywhere: sessions.signOutEverywhere.bind(sessions),
    /**
     * Sends a code to reset a forgotten password. The result is the same whether the account exists or not.
     */
    forgotPassword: passwords.forgotPassword.bind(passwords),
    /** Resets the password with the code that was sent. */
    resetPassword: passwords.resetPassword.bind(passwords),
    /** Changes the password of the user of an access token. */
    changePassword: passwords.changePassword.bind(passwords),
    /** Changes attributes of the user of an access token. Null or an empty string removes an attribute. */
    updateProfile: account.updateProfile.bind(account),
    /** Sends a code that verifies the user's email address or phone number. */
    sendAttributeCode: account.sendAttributeCode.bind(account),
    /** Verifies the user's email address or phone number with the code that was sent. */
    verifyAttribute: account.verifyAttribute.bind(account),
    /**
     * Deletes the account of the user of an access token. The account of the last administrator is deleted
     * only with `force`.
     */
    deleteAccount: account.deleteAccount.bind(account),
    /** Starts the setup of an authenticator app. Returns its secret, as text and as a QR code. */
    setupTotp: mfa.setupTotp.bind(mfa),
    /**
     * Completes the setup of an authenticator app with its first code. From then on, sign-ins require a code.
     */
    verifyTotp: mfa.verifyTotp.bind(mfa),
    /**
     * Returns the MFA factors of the user of an access token, and the first factors that the user can sign in
     * with.
     */
    getMfaPreferences: mfa.getMfaPreferences.bind(mfa),
    /** Enables and disables MFA factors, and sets the preferred one. */
    setMfaPreferences: mfa.setMfaPreferences.bind(mfa),
    /** Starts the registration of a passkey. Returns the options for the browser. */
    startPasskeyRegistration: passkeys.startPasskeyRegistration.bind(passkeys),
    /** Completes the registration of a passkey with the credential that the browser created. */
    completePasskeyRegistration: passkeys.completePasskeyRegistration.bind(passkeys),
    /** Returns the passkeys of the user of an access token. */
    listPasskeys: passkeys.listPasskeys.bind(passkeys),
    /** Deletes a passkey. */
    deletePasskey: passkeys.deletePasskey.bind(passkeys),
    /** Returns the devices of the user of an access token. */
    listDevices: devices.listDevices.bind(devices),
    /** Confirms a device, or sets whether it is remembered. */
    updateDevice: devices.updateDevice.bind(devices),
    /** Forgets a device. */
    forgetDevice: devices.forgetDevice.bind(devices),
    /** Returns the sessions of the user of an access token: where the user is signed in. */
    listSessions: userSessions.listSessions.bind(userSessions),
    /**
     * Ends another session of the user of an access token at Cognito. Here, it ends all sessions of the user
     * but that of the access token: Cognito does not report which tokens a session has.
     */
    revokeSession: userSessions.revokeSession.bind(userSessions),
    /**
     * Returns the sign-ins and other events of the user of an access token, by the AWS credentials of the
     * server.
     */
    listAuthEvents: authEvents.listAuthEvents.bind(authEvents),
    /** Records whether the user of an access token caused an event, for threat protection. */
    setAuthEventFeedback: authEvents.setAuthEventFeedback.bind(authEvents),
    /**
     * Records whether a user who is not signed in caused an event, with the feedback token of the email
     * message that threat protection sent.
     */
    setAuthEventFeedbackByToken: authEvents.setAuthEventFeedbackByToken.bind(authEvents),
    /**
     * Returns users of the user pool. This and all operations below use the AWS credentials of the server:
     * guard the routes that call them.
     */
    listUsers: users.listUsers.bind(users),
    /** Returns a user, with MFA factors and groups. */
    getUser: users.getUser.bind(users),
    /** Creates a user and sends a temporary password for the first sign-in. */
    inviteUser: invitations.inviteUser.bind(invitations),
    /** Sends the invitation again, with a new temporary password. */
    resendInvitation: invitations.resendInvitation.bind(invitations),
    /** Changes a user's attributes and returns the user. Null or an empty string removes an attribute. */
    updateUser: userAttributes.updateUser.bind(userAttributes),
    /** Confirms the sign-up of a user without a code. */
    confirmUser: users.confirmUser.bind(users),
    /**
     * Sets a user's password, a temporary one unless `permanent` is true, and signs out the user's sessions.
     */
    setUserPassword: users.setUserPassword.bind(users),
    /** Removes the authenticator app of a user and signs out the user's sessions. */
    removeUserTotp: users.removeUserTotp.bind(users),
    /** Enables a user. */
    enableUser: users.enableUser.bind(users),
    /** Disables a user and signs out the user's sessions. */
    disableUser: users.disableUser.bind(users),
    /** Resets a user's password and sends a code to set a new one. */
    resetUserPassword: users.resetUserPassword.bind(users),
    /** Signs out all sessions of a user. */
    signOutUser: users.signOutUser.bind(users),
    /** Returns the sessions of a user: where the user is signed in. */
    listUserSessions: userSessions.listUserSessions.bind(userSessions),
    /**
     * Ends a session of a user at Cognito. Here, it ends all sessions of the user: Cognito does not report
     * which tokens a session has.
     */
    revokeUserSession: userSessions.revokeUserSession.bind(userSessions),
    /** Returns the sign-ins and other events of a user. */
    listUserAuthEvents: authEvents.listUserAuthEvents.bind(authEvents),
    /** Records whether the user caused an event, for threat protection. */
    setUserAuthEventFeedback: authEvents.setUserAuthEventFeedback.bind(authEvents),
    /** Links an account at an identity provider to a user, who can sign in with it from then on. */
    linkIdentity: identities.linkIdentity.bind(identities),
    /** Unlinks an account at an identity provider from a user, and signs out the user's sessions. */
    unlinkIdentity: identities.unlinkIdentity.bind(identities),
    /** Deletes a user and signs out the user's sessions. */
    deleteUser: users.deleteUser.bind(users),
    /** Returns the groups of the user pool. */
    listGroups: groups.listGroups.bind(groups),
    /** Creates a group. */
    createGroup: groups.createGroup.bind(groups),
    /** Changes a group's description or precedence. */
    updateGroup: groups.updateGroup.bind(groups),
    /** Deletes a group. */
    deleteGroup: groups.deleteGroup.bind(groups),
    /** Returns the users in a group. */
    listUsersInGroup: groups.listUsersInGroup.bind(groups),
    /** Adds a user to a group. */
    addUserToGroup: groups.addUserToGroup.bind(groups),
    /** Removes a user from a group. */
    removeUserFromGroup: groups.removeUserFromGroup.bind(groups)
  }
}
