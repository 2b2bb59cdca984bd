import type { Pool } from '../pool.js'
import {
  adminConfirmSignUp, adminDeleteUser, adminDeleteUserAttributes, adminDisableUser, adminEnableUser, adminGetUser, adminResetUserPassword, adminSetUserMfaPreference,
  adminSetUserPassword, adminUpdateUserAttributes, adminUserGlobalSignOut
} from './accounts.js'
import { confirmDevice, forgetDevice, getDevice, listDevices, updateDeviceStatus } from './devices.js'
import { createGroup, deleteGroup, getGroup, listGroups, updateGroup } from './groups.js'
import { adminInitiateAuth, initiateAuth } from './initiate-auth.js'
import { adminCreateUser } from './invite.js'
import { listUsers } from './list-users.js'
import { adminAddUserToGroup, adminListGroupsForUser, adminRemoveUserFromGroup, listUsersInGroup } from './members.js'
import { completeWebAuthnRegistration, deleteWebAuthnCredential, listWebAuthnCredentials, startWebAuthnRegistration } from './passkeys.js'
import { changePassword, confirmForgotPassword, forgotPassword } from './password.js'
import { deleteUser, deleteUserAttributes, getUser, getUserAttributeVerificationCode, getUserAuthFactors, updateUserAttributes, verifyUserAttribute } from './profile.js'
import { getTokensFromRefreshToken, globalSignOut, revokeToken } from './refresh.js'
import { adminRespondToAuthChallenge, respondToAuthChallenge } from './respond.js'
import { confirmSignUp, resendConfirmationCode, signUp } from './sign-up.js'
import { associateSoftwareToken, setUserMfaPreference, verifySoftwareToken } from './software-token.js'

/** What an operation does with a request that the service model finds in order. Throws a Refusal for an exception. */
type Operation = (pool: Pool, body: never) => object | Promise<object>

const OPERATIONS: Record<string, Operation> = {
  SignUp: signUp,
  ConfirmSignUp: confirmSignUp,
  ResendConfirmationCode: resendConfirmationCode,
  InitiateAuth: initiateAuth,
  RespondToAuthChallenge: respondToAuthChallenge,
  AdminInitiateAuth: adminInitiateAuth,
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
  AssociateSoftwareToken: associateSoftwareToken,
  VerifySoftwareToken: verifySoftwareToken,
  SetUserMFAPreference: setUserMfaPreference,
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  RevokeToken: revokeToken,
  GlobalSignOut: globalSignOut,
  ForgotPassword: forgotPassword,
  ConfirmForgotPassword: confirmForgotPassword,
  ChangePassword: changePassword,
  GetUser: getUser,
  GetUserAuthFactors: getUserAuthFactors,
  UpdateUserAttributes: updateUserAttributes,
  DeleteUserAttributes: deleteUserAttributes,
  GetUserAttributeVerificationCode: getUserAttributeVerificationCode,
  VerifyUserAttribute: verifyUserAttribute,
  DeleteUser: deleteUser,
  StartWebAuthnRegistration: startWebAuthnRegistration,
  CompleteWebAuthnRegistration: completeWebAuthnRegistration,
  ListWebAuthnCredentials: listWebAuthnCredentials,
  DeleteWebAuthnCredential: deleteWebAuthnCredential,
  ConfirmDevice: confirmDevice,
  UpdateDeviceStatus: updateDeviceStatus,
  GetDevice: getDevice,
  ListDevices: listDevices,
  ForgetDevice: forgetDevice,
  ListUsers: listUsers,
  AdminGetUser: adminGetUser,
  AdminCreateUser: adminCreateUser,
  AdminUpdateUserAttributes: adminUpdateUserAttributes,
  AdminDeleteUserAttributes: adminDeleteUserAttributes,
  AdminConfirmSignUp: adminConfirmSignUp,
  AdminSetUserMFAPreference: adminSetUserMfaPreference,
  AdminEnableUser: adminEnableUser,
  AdminDisableUser: adminDisableUser,
  AdminResetUserPassword: adminResetUserPassword,
  AdminSetUserPassword: adminSetUserPassword,
  AdminUserGlobalSignOut: adminUserGlobalSignOut,
  AdminDeleteUser: adminDeleteUser,
  ListGroups: listGroups,
  GetGroup: getGroup,
  CreateGroup: createGroup,
  UpdateGroup: updateGroup,
  DeleteGroup: deleteGroup,
  ListUsersInGroup: listUsersInGroup,
  AdminListGroupsForUser: adminListGroupsForUser,
  AdminAddUserToGroup: adminAddUserToGroup,
  AdminRemoveUserFromGroup: adminRemoveUserFromGroup
}

/** Undefined for an operation of AWS's that is not served here. */
export function operationOf (name: string): ((pool: Pool, body: unknown) => object | Promise<object>) | undefined {
  return OPERATIONS[name] as ((pool: Pool, body: unknown) => object | Promise<object>) | undefined
}
