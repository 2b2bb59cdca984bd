/** The TypeBox schemas of the auth API, for routes of an application's own. */
export { Closed, Code, Email, ErrorBody, Name, Password, PhoneNumber, RefreshToken, Username } from './primitives.js'
export { Profile } from './profile.js'
export { RefreshBody, SignInBody, SignInResult, SignOutBody } from './sign-in.js'
export { ConfirmSignUpBody, ConfirmSignUpResult, DefaultAttributes, ResendCodeBody, ResendCodeResult, SignUpBody, signUpBody, SignUpResult } from './sign-up.js'
export { Challenge, Tokens } from './tokens.js'
