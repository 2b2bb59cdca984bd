/** The TypeBox schemas of the auth API, for routes of an application's own. */
export type { AttributesSchema, StaticAttributes } from './attributes.js'
export { ChallengeBody, challengeBody, type ChallengeBodyWith, type KnownChallenge } from './challenge.js'
export { ClientMetadata, withClientMetadata, type WithClientMetadata } from './client-metadata.js'
export { Delivery } from './delivery.js'
export { DeviceBody, DeviceParams, DeviceResult, Devices, DevicesQuery } from './device.js'
export { CreateGroupBody, Group, GroupParams, Groups, GroupsQuery, MemberParams, UpdateGroupBody } from './group.js'
export { Factors, FactorsBody, TotpSecret, VerifyTotpBody, VerifyTotpResult } from './mfa.js'
export { CreatePasskeyBody, CreatePasskeyResult, PasskeyOptions, PasskeyParams, Passkeys, PasskeysQuery } from './passkey.js'
export { ChangePasswordBody, ForgotPasswordBody, ForgotPasswordResult, ResetPasswordBody, ResetPasswordResult } from './password.js'
export { Closed, Code, DeviceKey, Email, ErrorBody, GroupName, Name, Password, PhoneNumber, RefreshToken, Session, SrpValue, Username } from './primitives.js'
export { AttributeCodeResult, AttributeParams, Profile, profilePatch, ProfilePatchBody, ProfilePatchResult, VerifiableAttribute, VerifyAttributeBody, VerifyAttributeResult } from './profile.js'
export { RefreshBody, SignInBody, signInBody, SignInResult, SignOutBody, type Flow, type SignInBodySchema } from './sign-in.js'
export { ConfirmSignUpBody, ConfirmSignUpResult, DefaultAttributes, HiddenSignUpResult, ResendCodeBody, ResendCodeResult, SignUpBody, signUpBody, SignUpResult } from './sign-up.js'
export { Challenge, Tokens } from './tokens.js'
export {
  ForceQuery, InviteUserBody, inviteUserBody, SetUserPasswordBody, UpdateUserBody, updateUserBody, User, UserDetails, UserParams, Users,
  UsersQuery
} from './user.js'
