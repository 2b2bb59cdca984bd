import { createSign, generateKeyPair, randomUUID, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { CognitoAuthOptions } from '../options/schema.js'
import { awsIssuers } from '../pool/pool.js'

/** Claims that a token is given over and above, or instead of, those that Cognito writes. `undefined` leaves one out. */
export type ClaimsToSign = Readonly<Record<string, unknown>>

/** Who signs in to a test pool; what is left out is made up. */
export interface TestPerson {
  readonly sub?: string
  readonly username?: string
  readonly groups?: readonly string[]
  readonly scopes?: readonly string[]
  readonly email?: string
  readonly name?: string
  /** Claims as they are to stand in the token. */
  readonly claims?: ClaimsToSign
}

interface SigningKey { readonly kid: string, readonly privateKey: KeyObject, readonly jwk: Readonly<Record<string, unknown>> }

const POOL_ID = 'eu-west-1_TestPool1'
const CLIENT_ID = 'testclient1example'
const ISSUER = awsIssuers('eu-west-1', POOL_ID)[0] as string

/** An hour, as in Cognito's own default, in seconds. */
const LIFETIME = 3600

/**
 * A user pool for tests: signing keys, their key set, and tokens like Cognito's, in milliseconds and without a network.
 *
 * ```ts
 * const pool = await createTestPool()
 * await app.register(cognitoAuth, pool.options)
 * const token = pool.signIn({ groups: ['admin'] })
 * await app.inject({ url: '/admin', headers: { authorization: `Bearer ${token}` } })
 * ```
 */
export async function createTestPool (): Promise<TestPool> {
  return new TestPool(await createKey(), await createKey())
}

/** Two keys, as AWS has them: one signs access tokens, the other ID tokens. */
export class TestPool {
  readonly #accessKey: SigningKey
  readonly #idKey: SigningKey

  constructor (accessKey: SigningKey, idKey: SigningKey) {
    this.#accessKey = accessKey
    this.#idKey = idKey
  }

  /** The key set that the pool would publish. */
  get jwks (): { keys: Readonly<Record<string, unknown>>[] } {
    return { keys: [this.#accessKey.jwk, this.#idKey.jwk] }
  }

  /** For `register`. */
  get options (): CognitoAuthOptions {
    return { userPoolId: POOL_ID, clientId: CLIENT_ID, jwks: this.jwks }
  }

  /** The access token of a person who has signed in. */
  signIn (person: TestPerson = {}): string {
    const { sub = randomUUID(), groups, scopes = ['aws.cognito.signin.user.admin'], claims } = person
    return this.sign({
      ...this.#common(sub, groups),
      token_use: 'access',
      client_id: CLIENT_ID,
      scope: scopeClaim(scopes),
      username: person.username ?? sub,
      ...claims
    })
  }

  /** The ID token of a person who has signed in. */
  idToken (person: TestPerson = {}): string {
    const { sub = randomUUID(), groups, email = 'jane@example.com', name, claims } = person
    return this.sign({
      ...this.#common(sub, groups),
      token_use: 'id',
      aud: CLIENT_ID,
      'cognito:username': person.username ?? sub,
      email,
      email_verified: true,
      name,
      ...claims
    })
  }

  /** The access token of a machine: client credentials, no name, no groups. */
  machine ({ scopes = [], claims }: { scopes?: readonly string[], claims?: ClaimsToSign } = {}): string {
    return this.sign({
      ...this.#common(CLIENT_ID, undefined),
      origin_jti: undefined,
      token_use: 'access',
      client_id: CLIENT_ID,
      scope: scopeClaim(scopes),
      version: 2,
      ...claims
    })
  }

  /** A person's access token that ended a minute ago. */
  expired (person: TestPerson = {}): string {
    return this.signIn({ ...person, claims: { exp: now() - 60, ...person.claims } })
  }

  /** Any claims at all, signed: for what Cognito would never write. `header` goes over the right one. */
  sign (claims: ClaimsToSign, header: ClaimsToSign = {}): string {
    const { kid, privateKey } = claims['token_use'] === 'id' ? this.#idKey : this.#accessKey
    const input = `${encode({ kid, alg: 'RS256', ...header })}.${encode(claims)}`
    return `${input}.${createSign('RSA-SHA256').update(input).sign(privateKey, 'base64url')}`
  }

  /** The `authorization` header of a person, for `inject`. */
  authorization (person: TestPerson = {}): { authorization: string } {
    return { authorization: `Bearer ${this.signIn(person)}` }
  }

  #common (sub: string, groups: readonly string[] | undefined): ClaimsToSign {
    const time = now()
    return {
      sub,
      'cognito:groups': groups,
      iss: ISSUER,
      origin_jti: randomUUID(),
      event_id: randomUUID(),
      jti: randomUUID(),
      auth_time: time,
      iat: time,
      exp: time + LIFETIME
    }
  }
}

/** Without scopes there is no claim: an empty one is none that RFC 6749 3.3 knows. */
function scopeClaim (scopes: readonly string[]): string | undefined {
  return scopes.length > 0 ? scopes.join(' ') : undefined
}

function now (): number {
  return Math.floor(Date.now() / 1000)
}

function encode (part: ClaimsToSign): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

async function createKey (): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const kid = randomUUID()
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } }
}
