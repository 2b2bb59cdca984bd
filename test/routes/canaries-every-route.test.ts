import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApi, logLines } from '../api.js'
import { exception, startScripted, type ScriptedResponse, type Call } from '../scripted.js'
import { BODIES, EVERY_ROUTE, send, type Sent } from './bodies.js'

/**
 * Every route, with every result that a call to Cognito can have: no secret in a log line, error, URL or
 * header.
 */

const pool = await createTestPool()

/** Part of every secret that allows letters; the other is for SRP numbers. */
const CANARY = 'Canary'
const CANARY_NUMBER = 'C0FFEE'
const SECRET =
  /password|code|session|token|srp|answer|credential|device_key|signature|secret|timestamp|anything|clientdata|attestation|salt/i

/** The same body with a canary for each secret in it. */
function seeded (value: unknown, key = ''): unknown {
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, seeded(inner, key)]))
  }
  if (typeof value !== 'string' || !SECRET.test(key) || value === 'EMAIL_OTP') return value
  return /srp/i.test(key) ? CANARY_NUMBER : `${CANARY}-${'x'.repeat(20)}`
}

/** Refresh tokens have their own alphabet. */
const bodyOf = ({ body }: Sent) => ({
  ...(seeded(body) as object),
  ...('refreshToken' in body && { refreshToken: `${CANARY}Token` })
})

/** Records the output during a test, other than that of the application's logger. */
function watch (t: Test): { written: string[] } {
  const written: string[] = []
  const onRequest = (message: unknown) => {
    const { request } = message as { request: ClientRequest }
    written.push(`${request.path} ${JSON.stringify(request.getHeaders())}`)
  }
  subscribe('http.client.request.start', onRequest)
  const names = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const
  const before = names.map(name => console[name])
  for (const name of names) {
    console[name] = (...args: unknown[]) => {
      written.push(args.map(String).join(' '))
    }
  }
  t.teardown(() => {
    unsubscribe('http.client.request.start', onRequest)
    names.forEach((name, index) => {
      console[name] = before[index] as typeof console.log
    })
  })
  return { written }
}

const TOKENS = {
  AccessToken: `${CANARY}a`,
  IdToken: `${CANARY}b`,
  RefreshToken: `${CANARY}c`,
  ExpiresIn: 3600
}
const DELIVERY = { DeliveryMedium: 'EMAIL', Destination: 'j***@e***' }

/** Each result repeats its input if it has a message. */
const ENDS: Record<string, (call: Call) => ScriptedResponse> = {
  'a success': () => ({
    body: {
      AuthenticationResult: TOKENS,
      Status: 'SUCCESS',
      Session: `${CANARY}-session`,
      UserSub: 'c7f2a1de',
      UserConfirmed: false,
      CodeDeliveryDetails: DELIVERY
    }
  }),
  'a challenge': () => ({
    body: {
      ChallengeName: 'MFA_SETUP',
      Session: `${CANARY}-session`,
      SecretCode: CANARY,
      ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: 'c7f2a1de' }
    }
  }),
  ...Object.fromEntries(
    [
      'NotAuthorizedException',
      'InvalidParameterException',
      'InvalidPasswordException',
      'CodeMismatchException',
      'ResourceNotFoundException',
      'UnexpectedLambdaException',
      'LimitExceededException',
      'SomethingNewException'
    ].map(name => [
      name,
      ({ body }: Call) => exception(name, `Value '${JSON.stringify(body)}' failed to satisfy constraint`)
    ])
  ),
  'an HTML page': ({ body }) => ({ status: 404, body: `<html>${JSON.stringify(body)}` }),
  'invalid JSON': ({ body }) => ({ body: `${JSON.stringify(body)}}` }),
  'a malformed response': ({ body }) => ({
    body: { AuthenticationResult: JSON.stringify(body), Session: body }
  }),
  'a connection that is cut': () => ({ connection: 'reset' }),
  connection: () => ({ connection: 'hang' })
}

/** A missing app client, and messages about its secret: the application's mistakes. */
const MISCONFIGURED = new Set(['ResourceNotFoundException', 'NotAuthorizedException'])

t.test('no secret is logged, whatever Cognito returns', async t => {
  const random = Math.random
  t.teardown(() => {
    Math.random = random
  })
  Math.random = () => 0
  let end: (call: Call) => ScriptedResponse = () => ({})
  const { endpoint, calls } = await startScripted(t, call => end(call))
  const { lines, logger } = logLines()
  const clientSecret = `${CANARY}0secret`
  const app = await buildApi(t, pool, {
    endpoint,
    clientSecret,
    cognito: { timeout: 2000 },
    server: { logger },
    routes: EVERY_ROUTE
  })
  const { written } = watch(t)
  const token = pool.signIn({ groups: ['admin'] })
  for (const [label, scripted] of Object.entries(ENDS)) {
    end = scripted
    const statuses = new Set<number>()
    await Promise.all(
      Object.entries(BODIES).map(async ([route, sent]) => {
        const { statusCode, body } = await send(app, sent, JSON.stringify(bodyOf(sent)), token)
        statuses.add(statusCode)
        if (statusCode >= 400) {
          t.notMatch(body, new RegExp(`${CANARY}|${CANARY_NUMBER}`), `${label}: ${route}`)
        }
      })
    )
    t.equal(statuses.has(500), MISCONFIGURED.has(label), `${label} is no internal error`)
  }

  const hashes = calls.flatMap(({ body }) => [
    body['SecretHash'],
    (body['AuthParameters'] as Record<string, unknown> | undefined)?.['SECRET_HASH'],
    (body['ChallengeResponses'] as Record<string, unknown> | undefined)?.['SECRET_HASH']
  ])
  const secrets = [
    CANARY,
    CANARY_NUMBER,
    token,
    token.split('.')[2],
    ...new Set(hashes.filter(hash => hash !== undefined))
  ] as string[]
  t.ok(
    calls.length > 300 && lines.length > 1000 && written.length >= calls.length && secrets.length > 4,
    'there are log lines'
  )
  t.equal(
    lines.filter(line => line.includes('"msg":"audit"')).length,
    Object.keys(ENDS).length * Object.keys(BODIES).length,
    'the audit log is included'
  )
  for (const secret of secrets) {
    t.ok(JSON.stringify(calls).includes(secret) || secret === token.split('.')[2], 'Cognito received it')
    t.notOk(lines.join('').includes(secret), 'no log line contains it')
    t.notOk(written.join('\n').includes(secret), 'nor does a URL, a header, or the console output')
  }
})

t.test('no secret in a rejected body is logged', async t => {
  const { lines, logger } = logLines()
  const app = await buildApi(t, pool, {
    endpoint: 'http://127.0.0.1:9',
    server: { logger },
    routes: EVERY_ROUTE
  })
  const { written } = watch(t)
  const token = pool.signIn({ groups: ['admin'] })
  const spoilt: Record<string, (text: string) => string> = {
    'with an unknown key': text => text.replace('{', `{"x":"${CANARY}",`),
    'with a list for each text': text => text.replace(/:"([^"]*)"/g, ':["$1"]'),
    'with a number for each text': text => text.replace(/:"[^"]*"/g, ':1'),
    'with a space in each secret': text =>
      text.replaceAll(CANARY, `${CANARY} ${CANARY}`).replaceAll(CANARY_NUMBER, `${CANARY} ${CANARY_NUMBER}`),
    'with secrets that are too long': text =>
      text.replaceAll(CANARY, CANARY.repeat(700)).replaceAll(CANARY_NUMBER, CANARY_NUMBER.repeat(700)),
    'that is truncated': text => text.slice(0, -2),
    'that starts with a secret': text => CANARY + text,
    'with a prototype': text => text.replace('{', `{"__proto__":{"x":"${CANARY}"},`),
    'that is a JSON text': text => JSON.stringify(text),
    'that is too large': text => text.replaceAll(CANARY, CANARY.repeat(11_000)).padEnd(70_000, 'x')
  }
  for (const [label, spoil] of Object.entries(spoilt)) {
    for (const [route, sent] of Object.entries(BODIES)) {
      const response = await send(app, sent, spoil(JSON.stringify(bodyOf(sent))), token)
      t.notMatch(response.body, new RegExp(`${CANARY}|${CANARY_NUMBER}`), `${label}: ${route}`)
    }
  }
  t.ok(lines.filter(line => line.includes('FST_COGNITO_INVALID_INPUT')).length > 100)
  for (const secret of [CANARY, CANARY_NUMBER, token]) {
    t.notOk([...lines, ...written].join('').includes(secret))
  }
})
