import { onUser } from '../named-user.js'
import { adminCreateUser } from './admin-create-user.js'
import { createUserPoolClient, describeUserPoolClient, updateUserPoolClient } from './app-clients.js'
import { adminRespondToAuthChallenge, respondToAuthChallenge } from './challenge.js'
import { adminListGroupsForUser, createGroup, deleteGroup, getGroup, listGroups, listUsersInGroup, onMember, updateGroup } from './groups.js'
import { listUsers } from './list-users.js'
import { adminSetUserMFAPreference, setUserMFAPreference } from './mfa-preference.js'
import { deleteWebAuthnCredential, deviceTracking, listWebAuthnCredentials, passkeyRegistration } from './not-enabled.js'
import { adminResetUserPassword, adminSetUserPassword, changePassword, confirmForgotPassword, forgotPassword } from './password.js'
import { adminUpdateUserAttributes, deleteUserAttributes, getUser, getUserAttributeVerificationCode, guarded, updateUserAttributes, verifyUserAttribute } from './profile.js'
import { getTokensFromRefreshToken } from './refresh.js'
import { createResourceServer, describeResourceServer } from './resource-servers.js'
import { adminInitiateAuth, initiateAuth } from './sign-in.js'
import { adminDisableUser, adminUserGlobalSignOut, globalSignOut, revokeToken } from './sign-out.js'
import { confirmSignUp, resendConfirmationCode, signUp } from './sign-up.js'
import { associateSoftwareToken, verifySoftwareToken } from './software-token.js'
import { createUserPool, getUserPoolMfaConfig, setUserPoolMfaConfig, updateUserPool } from './user-pools.js'
import type { Operation } from '../parts.js'

/** The operations that are corrected or added here. Every other one is cognito-local's. */
export const operations = new Map<string, Operation>(Object.entries({
  SignUp: signUp,
  ConfirmSignUp: confirmSignUp,
  ResendConfirmationCode: resendConfirmationCode,
  InitiateAuth: initiateAuth,
  AdminInitiateAuth: adminInitiateAuth,
  RespondToAuthChallenge: respondToAuthChallenge,
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  RevokeToken: revokeToken,
  GlobalSignOut: globalSignOut,
  AdminUserGlobalSignOut: adminUserGlobalSignOut,
  AdminDisableUser: adminDisableUser,
  ForgotPassword: forgotPassword,
  ConfirmForgotPassword: confirmForgotPassword,
  ChangePassword: changePassword,
  AdminSetUserPassword: adminSetUserPassword,
  AdminResetUserPassword: adminResetUserPassword,
  GetUser: getUser,
  UpdateUserAttributes: updateUserAttributes,
  DeleteUserAttributes: deleteUserAttributes,
  VerifyUserAttribute: verifyUserAttribute,
  GetUserAttributeVerificationCode: getUserAttributeVerificationCode,
  AdminUpdateUserAttributes: adminUpdateUserAttributes,
  AssociateSoftwareToken: associateSoftwareToken,
  VerifySoftwareToken: verifySoftwareToken,
  SetUserMFAPreference: setUserMFAPreference,
  AdminSetUserMFAPreference: adminSetUserMFAPreference,
  DeleteUser: guarded('DeleteUser'),
  AdminCreateUser: adminCreateUser,
  ListUsers: listUsers,
  AdminGetUser: onUser('AdminGetUser'),
  AdminConfirmSignUp: onUser('AdminConfirmSignUp'),
  AdminDeleteUserAttributes: onUser('AdminDeleteUserAttributes'),
  AdminEnableUser: onUser('AdminEnableUser'),
  AdminDeleteUser: onUser('AdminDeleteUser'),
  CreateGroup: createGroup,
  GetGroup: getGroup,
  UpdateGroup: updateGroup,
  DeleteGroup: deleteGroup,
  ListGroups: listGroups,
  ListUsersInGroup: listUsersInGroup,
  AdminListGroupsForUser: adminListGroupsForUser,
  AdminAddUserToGroup: onMember('AdminAddUserToGroup'),
  AdminRemoveUserFromGroup: onMember('AdminRemoveUserFromGroup'),
  StartWebAuthnRegistration: passkeyRegistration,
  CompleteWebAuthnRegistration: passkeyRegistration,
  ListWebAuthnCredentials: listWebAuthnCredentials,
  DeleteWebAuthnCredential: deleteWebAuthnCredential,
  ConfirmDevice: deviceTracking,
  GetDevice: deviceTracking,
  ListDevices: deviceTracking,
  UpdateDeviceStatus: deviceTracking,
  ForgetDevice: deviceTracking,
  CreateUserPool: createUserPool,
  UpdateUserPool: updateUserPool,
  GetUserPoolMfaConfig: getUserPoolMfaConfig,
  SetUserPoolMfaConfig: setUserPoolMfaConfig,
  CreateUserPoolClient: createUserPoolClient,
  UpdateUserPoolClient: updateUserPoolClient,
  DescribeUserPoolClient: describeUserPoolClient,
  CreateResourceServer: createResourceServer,
  DescribeResourceServer: describeResourceServer
}))
