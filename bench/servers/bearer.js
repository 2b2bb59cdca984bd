/** Reads the token, which libraries that are not Fastify plugins leave to the application. */
export function bearer ({ headers }) {
  return headers.authorization?.startsWith('Bearer ') ? headers.authorization.slice(7) : ''
}

export function unauthorized () {
  return Object.assign(new Error('Unauthorized'), { statusCode: 401 })
}
