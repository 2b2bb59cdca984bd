import type { Revocations } from '../revocation/revocations.js'
import type { Flow } from '../schemas/sign-in.js'
import { AccountChanges } from './account-changes.js'
import type { Administrators, AdministratorSettings } from './administrators.js'
import type { CognitoApi } from './api.js'
import { Devices } from './devices.js'
import { Mfa } from './mfa.js'
import { Groups } from './groups.js'
import { OwnAccount } from './own-account.js'
import { Passkeys } from './passkeys.js'
import { Passwords } from './passwords.js'
import type { Profiles } from './profiles.js'
import { Revoker } from './revoker.js'
import { Sessions } from './sessions.js'
import { SignIn } from './sign-in.js'
import { SignUp } from './sign-up.js'
import { Users } from './users.js'

/** What the options say of the operations. */
export interface OperationSettings extends AdministratorSettings {
  /** How people may sign in. The first is what a sign-in without `flow` is. */
  readonly flows: readonly Flow[]
  readonly hideExistingUsers: boolean
  /** What an authenticator shows the account under. */
  readonly issuer: string
  /** The issuers of the pool's tokens. */
  readonly issuers: readonly string[]
  /** Revokes here what Cognito has ended; null without the option `revocation`. */
  readonly revocation: Pick<Revocations, 'revoke' | 'isRevoked'> | null
  /** Whether a change of password or factors revokes the user's other sessions. */
  readonly signOutOthers: boolean
}

/** What an app client can ask of Cognito, by the names that `fastify.cognito` gives it. */
export type Operations = ReturnType<typeof createOperations>

export function createOperations (
  api: CognitoApi,
  { administrators, profiles }: { administrators: Administrators, profiles: Profiles },
  { flows, hideExistingUsers, issuer, issuers, revocation, signOutOthers }: OperationSettings
) {
  const revoker = new Revoker(revocation, issuers)
  const changes = new AccountChanges(api, revoker, signOutOthers)
  const signIn = new SignIn(api, { flows, issuer, changes })
  const signUp = new SignUp(api, { signIn, hideExistingUsers, flows })
  const sessions = new Sessions(api, revoker)
  const passwords = new Passwords(api, changes)
  const account = new OwnAccount(api, { administrators, profiles, revoker, changes })
  const mfa = new Mfa(api, { issuer, changes })
  const passkeys = new Passkeys(api, changes)
  const devices = new Devices(api)
  const users = new Users(api, { administrators, revoker, changes })
  const groups = new Groups(api, administrators)
  return {
    /** Makes an account. Errors: see `POST /signup` in docs/errors.md. */
    signUp: signUp.signUp.bind(signUp),
    /** Confirms an account with the code that was sent; with `session` signs in straight after. */
    confirmSignUp: signUp.confirmSignUp.bind(signUp),
    /** Sends the code again; answers every account alike, and none. */
    resendConfirmationCode: signUp.resendConfirmationCode.bind(signUp),
    /** Begins a sign-in: tokens, or the challenge to answer next. */
    signIn: signIn.signIn.bind(signIn),
    /** Answers a challenge: tokens, or the next one. */
    respondToChallenge: signIn.respondToChallenge.bind(signIn),
    /**
     * New tokens for a refresh token; where a new refresh token comes back, the old one may not work again.
     */
    refresh: sessions.refresh.bind(sessions),
    /** Ends the session of a refresh token. */
    signOut: sessions.signOut.bind(sessions),
    /** Ends every session of the person whom an access token belongs to. */
    signOutEverywhere: sessions.signOutEverywhere.bind(sessions),
    /** Sends a code to somebody who forgot their password; answers every account alike, and none. */
    forgotPassword: passwords.forgotPassword.bind(passwords),
    /** Sets a new password with the code that was sent. */
    resetPassword: passwords.resetPassword.bind(passwords),
    /** Changes the password of the person whom an access token belongs to. */
    changePassword: passwords.changePassword.bind(passwords),
    /** Changes attributes of the user of an access token; null or an empty text removes one. */
    updateProfile: account.updateProfile.bind(account),
    /** Sends a code to an address of the person's, to verify it. */
    sendAttributeCode: account.sendAttributeCode.bind(account),
    /** Verifies an address with the code that was sent. */
    verifyAttribute: account.verifyAttribute.bind(account),
    /**
     * Deletes the account of the user of an access token; not that of the last administrator, unless forced.
     */
    deleteAccount: account.deleteAccount.bind(account),
    /** Begins to set up an authenticator: its secret, as text and as a QR code. */
    setupTotp: mfa.setupTotp.bind(mfa),
    /** Finishes it with the authenticator's first code; it is asked for at every sign-in from then on. */
    verifyTotp: mfa.verifyTotp.bind(mfa),
    /** The second factors of the person whom an access token belongs to. */
    getMfaPreferences: mfa.getMfaPreferences.bind(mfa),
    /** Turns second factors on and off, and says which is preferred. */
    setMfaPreferences: mfa.setMfaPreferences.bind(mfa),
    /** Begins to make a passkey: what the browser needs for it. */
    startPasskeyRegistration: passkeys.startPasskeyRegistration.bind(passkeys),
    /** Finishes it with what the browser made. */
    completePasskeyRegistration: passkeys.completePasskeyRegistration.bind(passkeys),
    /** The passkeys of the person whom an access token belongs to. */
    listPasskeys: passkeys.listPasskeys.bind(passkeys),
    /** Deletes a passkey. */
    deletePasskey: passkeys.deletePasskey.bind(passkeys),
    /** The devices of the person whom an access token belongs to. */
    listDevices: devices.listDevices.bind(devices),
    /** Confirms a device, or says whether it is remembered. */
    updateDevice: devices.updateDevice.bind(devices),
    /** Forgets a device. */
    forgetDevice: devices.forgetDevice.bind(devices),
    /**
     * People of the user pool. This and all that follow ask with the server's own AWS credentials: guard
     * them.
     */
    listUsers: users.listUsers.bind(users),
    /** Somebody, with their second factors and groups. */
    getUser: users.getUser.bind(users),
    /** Makes an account, and sends its owner a password for the first sign-in. */
    inviteUser: users.inviteUser.bind(users),
    /** Sends the invitation again, with another password. */
    resendInvitation: users.resendInvitation.bind(users),
    /** Changes a user's attributes; null or an empty text removes one. Returns the user. */
    updateUser: users.updateUser.bind(users),
    /** Confirms the sign-up of a user without a code. */
    confirmUser: users.confirmUser.bind(users),
    /** Sets a user's password, a temporary one unless `permanent`, and ends the user's sessions. */
    setUserPassword: users.setUserPassword.bind(users),
    /** Removes the authenticator of a user who has lost it, and ends the user's sessions. */
    removeUserTotp: users.removeUserTotp.bind(users),
    /** Lets somebody sign in again. */
    enableUser: users.enableUser.bind(users),
    /** Keeps somebody from signing in, and ends their sessions. */
    disableUser: users.disableUser.bind(users),
    /** Takes a user's password away, and sends a code to set another with. */
    resetUserPassword: users.resetUserPassword.bind(users),
    /** Ends every session of somebody's. */
    signOutUser: users.signOutUser.bind(users),
    /** Deletes somebody's account, and ends its sessions. */
    deleteUser: users.deleteUser.bind(users),
    /** The groups of the user pool. */
    listGroups: groups.listGroups.bind(groups),
    /** Makes a group. */
    createGroup: groups.createGroup.bind(groups),
    /** Changes a group's description or precedence. */
    updateGroup: groups.updateGroup.bind(groups),
    /** Deletes a group. */
    deleteGroup: groups.deleteGroup.bind(groups),
    /** Who is in a group. */
    listUsersInGroup: groups.listUsersInGroup.bind(groups),
    /** Puts somebody into a group. */
    addUserToGroup: groups.addUserToGroup.bind(groups),
    /** Takes somebody out of a group. */
    removeUserFromGroup: groups.removeUserFromGroup.bind(groups)
  }
}
