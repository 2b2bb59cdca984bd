import { checkFlow, checkSecretHash, clientOf, hidesUsers, isSame, rotates } from '../app-client.js'
import { missingAttributes } from '../attributes.js'
import { context, type AppClient, type Fields, type Pool, type User } from '../emulator.js'
import { CognitoException, disabled, invalidParameter, notFound, unsupported, userNotFound, wrongPassword } from '../exception.js'
import { parameter, text, texts } from '../input.js'
import { refreshed } from './refresh.js'
import type { Parts } from '../parts.js'

export async function initiateAuth (parts: Parts, body: Fields): Promise<Fields> {
  return await signIn(parts, body, await clientOf(parts, body), 'USER_PASSWORD_AUTH')
}

export async function adminInitiateAuth (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool } = await clientOf(parts, body)
  if (client.UserPoolId !== text(body, 'UserPoolId')) throw notFound(`User pool client ${client.ClientId} does not exist.`)
  return await signIn(parts, body, { client, pool }, 'ADMIN_USER_PASSWORD_AUTH')
}

async function signIn (parts: Parts, body: Fields, { client, pool }: { client: AppClient, pool: Pool }, passwordFlow: string): Promise<Fields> {
  const flow = text(body, 'AuthFlow')
  if (flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN') return await refreshTokenAuth(parts, body, client)
  if (flow !== passwordFlow) throw unsupported(`AuthFlow=${flow}`)
  checkFlow(client, flow)
  const user = await checkedUser(body, client, pool)
  if (user.UserStatus === 'FORCE_CHANGE_PASSWORD') return newPasswordRequired(parts, user, client, pool)
  return ownSession(parts, await parts.delegate('InitiateAuth', { ...body, AuthFlow: 'USER_PASSWORD_AUTH' }), user, client)
}

/** The user, if the password is theirs. That they are disabled shows only after that. */
async function checkedUser (body: Fields, client: AppClient, pool: Pool): Promise<User> {
  const parameters = texts(body, 'AuthParameters')
  const username = parameter(parameters, 'USERNAME')
  const password = parameter(parameters, 'PASSWORD')
  const user = await pool.getUserByUsername(context, username)
  checkSecretHash(client, parameters['SECRET_HASH'], username, user)
  if (user === null) throw hidesUsers(client) ? wrongPassword() : userNotFound()
  // AWS says this before it looks at the password.
  if (user.UserStatus === 'UNCONFIRMED') throw new CognitoException('UserNotConfirmedException', 'User is not confirmed.')
  if (!isSame(password, user.Password)) throw wrongPassword()
  if (!user.Enabled) throw disabled()
  return user
}

function newPasswordRequired (parts: Parts, user: User, client: AppClient, pool: Pool): Fields {
  const attributes = user.Attributes.filter(({ Name }) => Name !== 'sub').map(({ Name, Value }) => [Name, Value])
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.Username,
      requiredAttributes: JSON.stringify(missingAttributes(user.Attributes, pool.options).map(name => `userAttributes.${name}`)),
      userAttributes: JSON.stringify(Object.fromEntries(attributes))
    },
    Session: parts.challenges.open('NEW_PASSWORD_REQUIRED', user.Username, client.ClientId)
  }
}

/** cognito-local never looks at a Session; a challenge of its own gets one of ours. */
export function ownSession (parts: Parts, answer: Fields, user: User, client: AppClient): Fields {
  const name = answer['ChallengeName']
  if (typeof name !== 'string') return answer
  return { ...answer, Session: parts.challenges.open(name, user.Username, client.ClientId) }
}

async function refreshTokenAuth (parts: Parts, body: Fields, client: AppClient): Promise<Fields> {
  if (rotates(client)) throw invalidParameter('REFRESH_TOKEN_AUTH flow not enabled for this client')
  checkFlow(client, 'REFRESH_TOKEN_AUTH')
  const parameters = texts(body, 'AuthParameters')
  return await refreshed(parts, client, parameter(parameters, 'REFRESH_TOKEN'), user => {
    checkSecretHash(client, parameters['SECRET_HASH'], user.Username, null)
  })
}
