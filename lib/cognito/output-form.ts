type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const isListOfFields = (value: unknown) => Array.isArray(value) && value.every(isFields)
const isText = (value: unknown) => typeof value === 'string'
const isTextOrNone = (value: unknown) => value === undefined || isText(value)
const isResult = (value: unknown) => isFields(value) && ['AccessToken', 'IdToken', 'RefreshToken'].every(name => isTextOrNone(value[name]))

/** What is read here of answers beyond plain text and numbers. */
const FORMS = new Map<string, (value: unknown) => boolean>([
  ['AuthenticationResult', isResult],
  ['AvailableChallenges', value => Array.isArray(value) && value.every(isText)],
  ['ChallengeParameters', value => isFields(value) && Object.values(value).every(isText)],
  ['CodeDeliveryDetails', isFields],
  ['CodeDeliveryDetailsList', isListOfFields],
  ['UserAttributes', isListOfFields]
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
