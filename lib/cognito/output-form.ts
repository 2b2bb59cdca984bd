type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const isListOfFields = (value: unknown) => Array.isArray(value) && value.every(isFields)
const isText = (value: unknown) => typeof value === 'string'
const isListOfText = (value: unknown) => Array.isArray(value) && value.every(isText)
const isTextOrNone = (value: unknown) => value === undefined || isText(value)
const isAttributes = (value: unknown) => Array.isArray(value) && value.every(attribute => isFields(attribute) && isText(attribute['Name']) && isTextOrNone(attribute['Value']))
const isResult = (value: unknown) => isFields(value) && ['AccessToken', 'IdToken', 'RefreshToken'].every(name => isTextOrNone(value[name]))

/** What is read here of answers beyond plain text and numbers. */
const FORMS = new Map<string, (value: unknown) => boolean>([
  ['Attributes', isAttributes],
  ['AuthenticationResult', isResult],
  ['AvailableChallenges', isListOfText],
  ['ChallengeParameters', value => isFields(value) && Object.values(value).every(isText)],
  ['CodeDeliveryDetails', isFields],
  ['CodeDeliveryDetailsList', isListOfFields],
  ['CredentialCreationOptions', isFields],
  ['Credentials', isListOfFields],
  ['Devices', isListOfFields],
  ['Group', isFields],
  ['Groups', isListOfFields],
  ['SecretCode', isText],
  ['User', isFields],
  ['UserAttributes', isAttributes],
  ['UserMFASettingList', isListOfText],
  ['Username', isText],
  ['Users', isListOfFields]
])

/**
 * An answer of Cognito's, if it is in the form that the SDK's types promise: the SDK itself passes on whatever it was given.
 *
 * @throws TypeError
 */
export function inForm<Output> (output: Output): Output {
  for (const [name, value] of Object.entries(output as object)) {
    if (value !== undefined && FORMS.get(name)?.(value) === false) throw new TypeError(`${name} is not in its form`)
  }
  return output
}
