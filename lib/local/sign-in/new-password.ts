import { checkWritable, missingAttributes, withAttributes } from '../attributes.js'
import { context } from '../emulator.js'
import type { Attribute, User } from '../records.js'
import { invalidParameter, notAuthorized } from '../exception.js'
import { parameter } from '../input.js'
import { checkPassword } from '../password.js'
import { afterPassword } from './next-step.js'
import type { Answer, SignIn } from './caller.js'

const PREFIX = 'userAttributes.'

/** The answer to NEW_PASSWORD_REQUIRED, with what was missing of the profile. */
export const answerNewPassword: Answer = async (parts, caller, responses) => {
  const { user, client, pool } = caller as SignIn
  const changes: Attribute[] = Object.entries(responses)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, Value]) => ({ Name: key.slice(PREFIX.length), Value }))
  checkWritable(changes, client, pool.options)
  checkNew(changes, user, pool.options.SchemaAttributes)
  const attributes = withAttributes(user.Attributes, changes)
  const [missing] = missingAttributes(attributes, pool.options)
  if (missing !== undefined) throw invalidParameter(`Invalid attributes given, ${missing} is missing`)
  const Password = parameter(responses, 'NEW_PASSWORD')
  checkPassword(Password, pool.options)
  const ready: User = { ...user, Attributes: attributes, Password, UserStatus: 'CONFIRMED', UserLastModifiedDate: new Date(parts.now()) }
  await pool.saveUser(context, ready)
  return await afterPassword(parts, { user: ready, client, pool })
}

/** The API Reference: no required attribute that has a value is changed here. */
function checkNew (changes: readonly Attribute[], user: User, schema: readonly { Name: string, Required?: boolean }[]): void {
  const given = changes.find(({ Name }) =>
    schema.some(known => known.Name === Name && known.Required === true) && user.Attributes.some(attribute => attribute.Name === Name && attribute.Value))
  if (given !== undefined) throw notAuthorized(`Cannot modify an already provided ${given.Name}`)
}
