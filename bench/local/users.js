import { startLocalCognito } from '../../dist/local/index.js'

export const PASSWORD = 'Passw0rd!'
export const GROUPS = ['admin', 'user', 'editors']

/** Fills a folder with users that have attributes, a password and a group. */
export async function createUsers (folder, count) {
  const local = await startLocalCognito({ folder, pool: { groups: GROUPS } })
  for (let n = 0; n < count; n++) local.users.add(emailOf(n), fieldsOf(n))
  // The users are saved with the changes of the next call, the keys of the tokens.
  await call(local, 'InitiateAuth', passwordSignIn(local, emailOf(0)))
  await local.close()
}

export function emailOf (n) {
  return `user-${n}@example.com`
}

export function phoneOf (n) {
  return `+1555${String(n).padStart(7, '0')}`
}

export function passwordSignIn ({ clientId }, USERNAME) {
  return { ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } }
}

/** Calls an operation of the API, and returns its response. */
export async function call ({ endpoint }, operation, input) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=bench'
    },
    body: JSON.stringify(input)
  })
  const output = await response.json()
  if (!response.ok) throw new Error(`${operation}: ${output.message}`)
  return output
}

function fieldsOf (n) {
  return {
    password: PASSWORD,
    groups: [GROUPS[n % GROUPS.length]],
    attributes: {
      email_verified: 'true',
      name: `Given ${n} Family ${n % 100}`,
      given_name: `Given ${n}`,
      family_name: `Family ${n % 100}`,
      preferred_username: `user${n}`,
      phone_number: phoneOf(n),
      phone_number_verified: 'true',
      'custom:role': 'reader'
    }
  }
}
