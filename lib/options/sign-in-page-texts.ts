/** The texts of the sign-in page in English. `{}` is replaced by a value. */
export const ENGLISH_TEXTS = {
  // Titles, and links to the pages with these titles.
  signIn: 'Sign in',
  signUp: 'Create an account',
  confirm: 'Confirm your account',
  forgotPassword: 'Forgot your password?',
  resetPassword: 'Set a new password',
  enterCode: 'Enter the code',
  chooseFactor: 'Choose how to receive a code',
  chooseMethod: 'Choose how to sign in',
  setUpFactor: 'Set up a second step',
  addPasskey: 'Add a passkey',
  signOut: 'Sign out',
  error: 'This page cannot be shown',
  errorTitle: 'Error: {}',

  // Labels.
  email: 'Email address',
  phoneNumber: 'Phone number',
  username: 'Username',
  password: 'Password',
  newPassword: 'New password',
  code: 'Code',
  name: 'Name',
  givenName: 'First name',
  familyName: 'Last name',
  optional: '{} (optional)',

  // Buttons and links.
  continue: 'Continue',
  createAccount: 'Create account',
  confirmAccount: 'Confirm account',
  sendCode: 'Send a code',
  sendNewCode: 'Send a new code',
  setPassword: 'Set password',
  withoutPassword: 'Sign in without a password',
  withPassword: 'Sign in with a password',
  withPasskey: 'Sign in with a passkey',
  continueWith: 'Continue with {}',
  createPasskey: 'Create a passkey',
  notNow: 'Not now',
  byEmail: 'Code by email',
  bySms: 'Code by SMS',
  byAuthenticator: 'Code of an authenticator app',
  haveAccount: 'Already have an account?',
  newHere: 'New here?',
  haveCode: 'Have a code?',
  backToSignIn: 'Back to sign in',
  or: 'or',

  // Explanations.
  phoneHint: 'With the country code, such as {}.',
  forgotPasswordHint: 'A code to set a new password will be sent to you.',
  codeSentTo: 'The code was sent to {}.',
  codeSentIfAccount: 'If there is an account for {}, a code was sent to its email address or phone number.',
  codeSentIfUnconfirmed: 'If {} is waiting to be confirmed, a code was sent.',
  authenticatorHint: 'Your authenticator app shows the code.',
  newPasswordHint: 'Choose a new password to finish signing in.',
  setUpAuthenticator: 'Scan the QR code with an authenticator app, then enter the code that the app shows.',
  setUpKey: 'If you cannot scan it, enter this key in the app:',
  qrCode: 'QR code of the key',
  passkeyHint: 'Sign in next time with your fingerprint, your face or the lock of your screen.',
  passkeysNeedScript: 'Passkeys need JavaScript.',

  // Notices.
  accountConfirmed: 'Your account is confirmed. Sign in.',
  passwordReset: 'Your password is changed. Sign in with the new one.',
  signedOut: 'You are signed out.',
  newCodeSent: 'A new code was sent.',
  stepExpired: 'The sign-in took too long. Start again.',

  // Errors of fields.
  fieldMissing: 'Fill in this field.',
  fieldInvalid: 'Check this value.',
  emailInvalid: 'Enter an email address such as {}.',
  phoneInvalid: 'Enter a phone number with its country code, such as {}.',
  passwordInvalid: 'A password has at most 256 characters, and no space at its start or end.',
  passwordTooShort: 'This password is too short.',
  passwordTooLong: 'This password is too long.',
  passwordNeedsUppercase: 'This password needs an uppercase letter.',
  passwordNeedsLowercase: 'This password needs a lowercase letter.',
  passwordNeedsNumber: 'This password needs a number.',
  passwordNeedsSymbol: 'This password needs a symbol.',
  passwordUsedBefore: 'This password was used before. Choose another.',
  passwordRejected: 'Choose another password.',
  codeWrong: 'The code is wrong or has expired.',
  accountExists: 'There is already an account with this name.',

  // Errors of a whole form or page.
  wrongCredentials:
    'The name or password is wrong, or the account must be confirmed or its password reset first.',
  passkeyFailed: 'The passkey could not be used. Try again.',
  signUpDisabled: 'New accounts cannot be created here.',
  signUpDenied: 'The account was not created: {}',
  valueRejected: 'A value was not accepted. Check all fields.',
  tooManyAttempts: 'Too many attempts. Try again {}.',
  codeNotSent: 'The code could not be sent. Try again later.',
  tryAgain: 'That did not work. Try again.',
  unavailable: 'Signing in is not possible at the moment. Try again later.',
  failed: 'Something went wrong. Try again later.',
  notAllowed: 'This is not allowed.',
  otherSite: 'This form was sent from another site. Open the page again.',
  unknownStep: 'This account requires a step that this page does not support.'
} as const

/** The name of a text of the sign-in page. */
export type SignInPageText = keyof typeof ENGLISH_TEXTS
