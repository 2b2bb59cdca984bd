/** The TypeBox schemas of the auth API, for routes of an application's own. */
export { challengeBody, type ChallengeBody, type KnownChallenge } from './challenge.js'
export { Delivery } from './delivery.js'
export { ChangePasswordBody, ForgotPasswordBody, ForgotPasswordResult, ResetPasswordBody, ResetPasswordResult } from './password.js'
export { Closed, Code, Email, ErrorBody, Name, Password, PhoneNumber, RefreshToken, Session, SrpValue, Username } from './primitives.js'
export { AttributeCodeResult, AttributeParams, Profile, profilePatch, ProfilePatchResult, VerifiableAttribute, VerifyAttributeBody, VerifyAttributeResult } from './profile.js'
export { RefreshBody, signInBody, SignInResult, SignOutBody, type Flow, type SignInBody } from './sign-in.js'
export { ConfirmSignUpBody, ConfirmSignUpResult, DefaultAttributes, HiddenSignUpResult, ResendCodeBody, ResendCodeResult, SignUpBody, signUpBody, SignUpResult } from './sign-up.js'
export { Challenge, Tokens } from './tokens.js'
