// Keeps the user's tokens in this module's memory only: other scripts, tabs and extensions do not find them
// in a storage, and a reload signs the user out. A front end that stays signed in keeps the session on the
// server, in cookies.

let tokens = null
let refreshing = null

/** The error of an unsuccessful response: its `message` is for the user, its `code` for programs. */
export class ApiError extends Error {
  constructor ({ statusCode, code, message }) {
    super(message)
    this.statusCode = statusCode
    this.code = code
  }
}

/** Sends a request with the access token, and once more with a new one if the token has expired. */
export async function request (method, path, body) {
  const used = tokens
  const response = await send(method, path, body)
  if (response.status !== 401 || used === null) return await parse(response)
  await refresh(used)
  return await parse(await send(method, path, body))
}

export async function signIn (username, password) {
  const result = await parse(await send('POST', '/auth/signin', { username, password }))
  // Such as MFA: see docs/mfa.md for how to respond to it.
  if (result.challenge !== undefined) throw new Error(`This account needs another step: ${result.challenge}.`)
  tokens = result
}

/** Ends the session at Cognito, and here even if that fails. */
export async function signOut () {
  const { refreshToken } = tokens
  tokens = null
  await parse(await send('POST', '/auth/signout', { refreshToken }))
}

export const isSignedIn = () => tokens !== null

/** Refreshes the tokens, once for all requests that find the token expired at the same time. */
async function refresh ({ refreshToken, accessToken }) {
  if (tokens?.accessToken !== accessToken) return
  refreshing ??= send('POST', '/auth/refresh', { refreshToken })
    .then(parse)
    .then(
      renewed => {
        // If Cognito returns no new refresh token, the old one is kept. The user may have signed out
        // meanwhile.
        if (tokens !== null) tokens = { refreshToken, ...renewed }
      },
      error => {
        if (error.statusCode === 401) tokens = null
        throw error
      }
    )
    .finally(() => {
      refreshing = null
    })
  await refreshing
}

async function send (method, path, body) {
  return await fetch(path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(tokens !== null && { authorization: `Bearer ${tokens.accessToken}` })
    },
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
}

async function parse (response) {
  const text = await response.text()
  const body = text === '' ? null : JSON.parse(text)
  if (!response.ok) throw new ApiError(body)
  return body
}
