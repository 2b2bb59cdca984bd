import { checkValues, checkWritable, missingAttributes } from '../attributes.js'
import { writeAttributes } from '../attribute-changes.js'
import { invalidParameter, notAuthorized } from '../exception.js'
import { required } from '../parameters.js'
import { setPassword } from '../password.js'
import type { Attributes, PoolSettings, User } from '../records.js'
import { requiredAttributes } from '../settings.js'
import { knownUser } from './mfa.js'
import { afterPassword } from './next-step.js'
import type { ChallengeHandler } from './types.js'

const PREFIX = 'userAttributes.'

/** Responds to NEW_PASSWORD_REQUIRED, with the required attributes that have no value yet. */
export const respondToNewPassword: ChallengeHandler = async signIn => {
  const known = knownUser(signIn)
  const { pool, client, user, parameters } = known
  const password = required(parameters, 'NEW_PASSWORD')
  const changes: Attributes = Object.fromEntries(
    Object.entries(parameters)
      .filter(([name]) => name.startsWith(PREFIX))
      .map(([name, value]) => [name.slice(PREFIX.length), value])
  )
  checkWritable(Object.keys(changes), client, pool.settings)
  checkValues(changes, pool.settings)
  checkNew(changes, user, pool.settings)
  const [missing] = missingAttributes({ ...user.attributes, ...changes }, pool.settings)
  if (missing !== undefined) throw invalidParameter(`Invalid attributes given, ${missing} is missing`)
  setPassword(pool, user, password, { status: 'CONFIRMED' })
  writeAttributes(user, changes)
  pool.users.save(user)
  return await afterPassword(known, 'NewPasswordChallenge')
}

/** Throws for a required attribute that has a value already (API Reference, RespondToAuthChallenge). */
function checkNew (changes: Attributes, user: User, settings: PoolSettings): void {
  const given = requiredAttributes(settings).find(
    name => changes[name] !== undefined && user.attributes[name]
  )
  if (given !== undefined) throw notAuthorized(`Cannot modify an already provided ${given}`)
}
