/** The TypeBox schemas of the auth API, for an application's own routes. */
export type { AttributesSchema, StaticAttributes } from './attributes.js'
export {
  AuthEventFeedbackBody,
  AuthEventFeedbackByTokenBody,
  AuthEventOfUserParams,
  AuthEventParams,
  AuthEvents,
  AuthEventsQuery
} from './auth-event.js'
export {
  RespondToChallengeBody,
  respondToChallengeBody,
  type RespondToChallengeBodyWith,
  type KnownChallenge
} from './challenge.js'
export { ClientMetadata, withClientMetadata, type WithClientMetadata } from './client-metadata.js'
export { Delivery } from './delivery.js'
export { UpdateDeviceBody, DeviceParams, UpdateDeviceResult, Devices, DevicesQuery } from './device.js'
export {
  CreateGroupBody,
  Group,
  GroupParams,
  Groups,
  GroupsQuery,
  GroupUserParams,
  UpdateGroupBody
} from './group.js'
export { IdentityParams, LinkIdentityBody } from './identity.js'
export { LinkedIdentity } from './linked-identity.js'
export {
  MfaFactors,
  MfaPreferences,
  MfaPreferencesBody,
  TotpSecret,
  VerifyTotpBody,
  VerifyTotpResult
} from './mfa.js'
export {
  CompletePasskeyRegistrationBody,
  CompletePasskeyRegistrationResult,
  PasskeyRegistrationOptions,
  PasskeyParams,
  Passkeys,
  PasskeysQuery
} from './passkey.js'
export {
  ChangePasswordBody,
  ForgotPasswordBody,
  ForgotPasswordResult,
  ResetPasswordBody,
  ResetPasswordResult
} from './password.js'
export {
  Closed,
  Code,
  DeviceKey,
  Email,
  ErrorBody,
  GroupName,
  Name,
  Password,
  PhoneNumber,
  RefreshToken,
  Session,
  SrpValue,
  Username
} from './primitives.js'
export {
  SendAttributeCodeResult,
  AttributeParams,
  Profile,
  updateProfileBody,
  UpdateProfileBody,
  UpdateProfileResult,
  VerifiableAttribute,
  VerifyAttributeBody,
  VerifyAttributeResult
} from './profile.js'
export {
  RefreshBody,
  SignInBody,
  signInBody,
  SignInResult,
  SignOutBody,
  type Flow,
  type SignInBodySchema
} from './sign-in.js'
export {
  ConfirmSignUpBody,
  ConfirmSignUpResult,
  DefaultAttributes,
  HiddenSignUpResult,
  ResendConfirmationCodeBody,
  ResendConfirmationCodeResult,
  SignUpBody,
  signUpBody,
  SignUpResult
} from './sign-up.js'
export { Challenge, Tokens } from './tokens.js'
export {
  ForceQuery,
  InviteUserBody,
  inviteUserBody,
  SetUserPasswordBody,
  UpdateUserBody,
  updateUserBody,
  User,
  UserDetails,
  UserParams,
  Users,
  UsersQuery
} from './user.js'
export { SessionOfUserParams, UserSessionParams, UserSessions, UserSessionsQuery } from './user-session.js'
