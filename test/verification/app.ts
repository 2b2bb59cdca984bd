import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import Fastify, { type FastifyHttpOptions } from 'fastify'
import type { Server } from 'node:http'
import type { Test } from 'tap'
import cognitoAuth, { type CognitoAuthOptions } from '../../dist/index.js'
import type { TestPool } from '../../dist/testing/index.js'

process.env['NODE_ENV'] = 'test'

export type TestApp = Awaited<ReturnType<typeof buildApp>>

/** An application that returns the user on `/me`, and logs at trace level. */
export async function buildApp (
  t: Pick<Test, 'teardown'>,
  options: CognitoAuthOptions,
  server: FastifyHttpOptions<Server> = {}
) {
  const lines: string[] = []
  const app = Fastify({
    ...server,
    logger: {
      level: 'trace',
      stream: {
        write: (line: string) => {
          lines.push(line)
        }
      }
    }
  })
  t.teardown(() => app.close())
  await app.register(cognitoAuth, options)
  app.get('/me', { preHandler: app.requireUser() }, async request => request.currentUser)
  const send = (token: string) => app.inject({ url: '/me', headers: { authorization: `Bearer ${token}` } })
  return { app, lines, send, log: (message: string) => logged(lines, message) }
}

/** Returns the log records with this message. */
export function logged (lines: readonly string[], message: string): Record<string, unknown>[] {
  return lines.map(line => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === message)
}

/**
 * Asserts that a token is rejected as documented: a generic response, the reason in the log, and the token
 * nowhere.
 */
export async function assertRefused (t: Test, { send, lines }: TestApp, token: string, reason: string) {
  lines.length = 0
  const response = await send(token)
  t.equal(response.statusCode, 401)
  t.equal(response.json().code, 'FST_COGNITO_INVALID_TOKEN')
  t.equal(response.json().message, 'The token is invalid or expired.')
  t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito", error="invalid_token"')
  const records = logged(lines, 'token rejected')
  t.equal(records.length, 1, 'one line has the reason')
  t.equal(records[0]?.['reason'], reason)
  for (const segment of token.split('.').filter(({ length }) => length > 20)) {
    t.equal(
      lines.some(line => line.includes(segment)),
      false,
      'no part of the token is logged'
    )
  }
  return records[0] as Record<string, unknown>
}

export const base64url = (text: string | Buffer): string => Buffer.from(text).toString('base64url')

export const seconds = (): number => Math.floor(Date.now() / 1000)

/**
 * Returns a valid token of exactly this length. A base64url text never has the length 4n + 1: if the payload
 * would need it, an unused parameter makes the header longer.
 */
export function tokenOfLength (pool: TestPool, length: number): string {
  const claims = JSON.parse(Buffer.from(pool.signIn().split('.')[1] as string, 'base64url').toString())
  for (const header of [{}, { pad: '' }, { pad: 'x' }]) {
    const missing = length - pool.sign({ ...claims, filler: '' }, header).length
    for (const more of [-1, 0, 1, 2]) {
      const token = pool.sign({ ...claims, filler: 'x'.repeat(Math.floor((missing * 3) / 4) + more) }, header)
      if (token.length === length) return token
    }
  }
  throw new Error(`no token has ${length} characters`)
}

/** A key that can sign any text, for tokens that a test pool cannot issue. */
export function createSigner (kid = 'raw') {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const signInput = (input: string, algorithm = 'RSA-SHA256') =>
    `${input}.${createSign(algorithm).update(input).sign(privateKey, 'base64url')}`
  const signed = (algorithm: string, header: string, payload: string | Buffer) =>
    signInput(`${base64url(header)}.${base64url(payload)}`, algorithm)
  return {
    kid,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid },
    header: JSON.stringify({ alg: 'RS256', kid }),
    sign: (header: string, payload: string | Buffer) => signed('RSA-SHA256', header, payload),
    signAs: signed,
    /** Signs a header and a payload that are encoded already, in any way. */
    signInput,
    /** HS256 with the public key as its secret. */
    signWithPublicPem (header: string, payload: string) {
      const input = `${base64url(header)}.${base64url(payload)}`
      const pem = publicKey.export({ format: 'pem', type: 'spki' })
      return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`
    }
  }
}
