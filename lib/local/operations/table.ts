import { adminCreateUser, adminListGroupsForUser, createGroup } from './admin.js'
import { createUserPoolClient, describeUserPoolClient, updateUserPoolClient } from './app-clients.js'
import { respondToAuthChallenge } from './challenge.js'
import { adminSetUserPassword, changePassword, confirmForgotPassword, forgotPassword } from './password.js'
import { deleteUserAttributes, getUser, guarded, updateUserAttributes, verifyUserAttribute } from './profile.js'
import { getTokensFromRefreshToken } from './refresh.js'
import { createResourceServer, describeResourceServer } from './resource-servers.js'
import { adminInitiateAuth, initiateAuth } from './sign-in.js'
import { adminDisableUser, adminUserGlobalSignOut, globalSignOut, revokeToken } from './sign-out.js'
import { confirmSignUp, resendConfirmationCode, signUp } from './sign-up.js'
import type { Operation } from '../parts.js'

/** The operations that are corrected or added here. Every other one is cognito-local's. */
export const operations = new Map<string, Operation>(Object.entries({
  SignUp: signUp,
  ConfirmSignUp: confirmSignUp,
  ResendConfirmationCode: resendConfirmationCode,
  InitiateAuth: initiateAuth,
  AdminInitiateAuth: adminInitiateAuth,
  RespondToAuthChallenge: respondToAuthChallenge,
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  RevokeToken: revokeToken,
  GlobalSignOut: globalSignOut,
  AdminUserGlobalSignOut: adminUserGlobalSignOut,
  AdminDisableUser: adminDisableUser,
  ForgotPassword: forgotPassword,
  ConfirmForgotPassword: confirmForgotPassword,
  ChangePassword: changePassword,
  AdminSetUserPassword: adminSetUserPassword,
  GetUser: getUser,
  UpdateUserAttributes: updateUserAttributes,
  DeleteUserAttributes: deleteUserAttributes,
  VerifyUserAttribute: verifyUserAttribute,
  GetUserAttributeVerificationCode: guarded('GetUserAttributeVerificationCode'),
  AssociateSoftwareToken: guarded('AssociateSoftwareToken'),
  VerifySoftwareToken: guarded('VerifySoftwareToken'),
  SetUserMFAPreference: guarded('SetUserMFAPreference'),
  DeleteUser: guarded('DeleteUser'),
  AdminCreateUser: adminCreateUser,
  AdminListGroupsForUser: adminListGroupsForUser,
  CreateGroup: createGroup,
  CreateUserPoolClient: createUserPoolClient,
  UpdateUserPoolClient: updateUserPoolClient,
  DescribeUserPoolClient: describeUserPoolClient,
  CreateResourceServer: createResourceServer,
  DescribeResourceServer: describeResourceServer
}))
