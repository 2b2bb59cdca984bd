type UnknownObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is UnknownObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isObjectArray = (value: unknown) => Array.isArray(value) && value.every(isObject)
const isString = (value: unknown) => typeof value === 'string'
const isStringArray = (value: unknown) => Array.isArray(value) && value.every(isString)
const isOptionalString = (value: unknown) => value === undefined || isString(value)
const isAttributes = (value: unknown) =>
  Array.isArray(value) &&
  value.every(
    attribute => isObject(attribute) && isString(attribute['Name']) && isOptionalString(attribute['Value'])
  )
const isResult = (value: unknown) =>
  isObject(value) && ['AccessToken', 'IdToken', 'RefreshToken'].every(name => isOptionalString(value[name]))

/** The members of responses that are read, other than strings and numbers. */
const SHAPES = new Map<string, (value: unknown) => boolean>([
  ['Attributes', isAttributes],
  ['AuthEvents', isObjectArray],
  ['AuthenticationResult', isResult],
  ['AvailableChallenges', isStringArray],
  ['ChallengeParameters', value => isObject(value) && Object.values(value).every(isString)],
  ['ClientAuthenticationResult', isResult],
  ['CodeDeliveryDetails', isObject],
  ['CodeDeliveryDetailsList', isObjectArray],
  ['CredentialCreationOptions', isObject],
  ['ConfiguredUserAuthFactors', isStringArray],
  ['Credentials', isObjectArray],
  ['Devices', isObjectArray],
  ['Group', isObject],
  ['Groups', isObjectArray],
  ['SecretCode', isString],
  ['Sessions', isObjectArray],
  ['User', isObject],
  ['UserAttributes', isAttributes],
  ['UserMFASettingList', isStringArray],
  ['Username', isString],
  ['Users', isObjectArray]
])

/**
 * Returns a response of Cognito if it has the types that the SDK declares, which the SDK does not check.
 *
 * @throws TypeError
 */
export function checkOutput<Output> (output: Output): Output {
  for (const [name, value] of Object.entries(output as object)) {
    if (value !== undefined && SHAPES.get(name)?.(value) === false) {
      throw new TypeError(`${name} has an unexpected type`)
    }
  }
  return output
}
