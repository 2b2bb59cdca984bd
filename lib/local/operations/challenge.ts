import { checkSecretHash, clientOf } from '../app-client.js'
import { checkWritable, missingAttributes, withAttributes } from '../attributes.js'
import { context, type AppClient, type Attribute, type Fields, type Pool, type User } from '../emulator.js'
import { disabled, invalidParameter } from '../exception.js'
import { parameter, text, texts } from '../input.js'
import { checkPassword } from '../password.js'
import { ownSession } from './sign-in.js'
import type { Parts } from '../parts.js'

export async function respondToAuthChallenge (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool } = await clientOf(parts, body)
  const name = text(body, 'ChallengeName')
  const session = text(body, 'Session')
  const responses = texts(body, 'ChallengeResponses')
  const username = parameter(responses, 'USERNAME')
  const user = await pool.getUserByUsername(context, username)
  checkSecretHash(client, responses['SECRET_HASH'], username, user)
  parts.challenges.check(session, name, user, client.ClientId)
  if (!user.Enabled) throw disabled()
  if (name === 'NEW_PASSWORD_REQUIRED') await setNewPassword(parts, client, pool, user, responses)
  const answer = await parts.delegate('RespondToAuthChallenge', body)
  parts.challenges.close(session)
  return ownSession(parts, answer, user, client)
}

const PREFIX = 'userAttributes.'

async function setNewPassword (parts: Parts, client: AppClient, pool: Pool, user: User, responses: Record<string, string>): Promise<void> {
  const changes: Attribute[] = Object.entries(responses)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, Value]) => ({ Name: key.slice(PREFIX.length), Value }))
  checkWritable(changes, client, pool.options)
  const attributes = withAttributes(user.Attributes, changes)
  const [missing] = missingAttributes(attributes, pool.options)
  if (missing !== undefined) throw invalidParameter(`Invalid attributes given, ${missing} is missing`)
  checkPassword(parameter(responses, 'NEW_PASSWORD'), pool.options)
  // cognito-local, which goes on from here, sets the password and the status.
  await pool.saveUser(context, { ...user, Attributes: attributes })
}
