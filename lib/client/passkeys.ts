import type { PasskeyRegistrationOptions } from '../schemas/index.js'
import { AuthClientError, type AuthClientErrorCode } from './error.js'
import type { AuthClient, AuthPasskeys, RequestOptions } from './types.js'

const UNSUPPORTED = 'PASSKEYS_UNSUPPORTED'

/** The error codes of the client, by the name of the browser's error. */
const CODES: Readonly<Record<string, AuthClientErrorCode>> = {
  NotAllowedError: 'PASSKEY_CANCELLED',
  InvalidStateError: 'PASSKEY_EXISTS'
}

interface Dependencies {
  /** Calls a route as the user. */
  call<Result>(
    method: string,
    path: string,
    body: object | undefined,
    options: RequestOptions
  ): Promise<Result>
  client: Pick<AuthClient, 'signIn' | 'answerChallenge'>
}

/** Passkeys: the browser creates and uses them, and the auth API registers and verifies them. */
export function createPasskeys ({ call, client }: Dependencies): AuthPasskeys {
  const isSupported = () =>
    typeof globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function'

  return {
    isSupported,

    register: async (options = {}) => {
      assertSupported()
      const { options: creation } = await call<PasskeyRegistrationOptions>(
        'POST',
        '/me/passkeys/options',
        undefined,
        options
      )
      const credential = await ceremony(options, signal =>
        navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(creation as never),
          ...signal
        })
      )
      await call('POST', '/me/passkeys', { credential }, options)
    },

    signIn: async ({ username, ...metadata }, options = {}) => {
      assertSupported()
      const challenge = await client.signIn(
        { flow: 'USER_AUTH', username, preferredChallenge: 'WEB_AUTHN', ...metadata },
        options
      )
      // The user has no passkey, and can choose another factor.
      if (!('challenge' in challenge) || challenge.challenge !== 'WEB_AUTHN') return challenge
      const request = JSON.parse(challenge.parameters['CREDENTIAL_REQUEST_OPTIONS'] as string)
      const credential = await ceremony(options, signal =>
        navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(request),
          ...signal
        })
      )
      const responses = { CREDENTIAL: JSON.stringify(credential) }
      return client.answerChallenge(challenge, responses, { ...options, ...metadata })
    }
  }

  function assertSupported (): void {
    if (!isSupported()) throw new AuthClientError(UNSUPPORTED, 'The browser does not support passkeys here.')
  }
}

/** Runs a WebAuthn ceremony, and returns the credential as JSON. */
async function ceremony (
  { signal }: RequestOptions,
  run: (signal: { signal?: AbortSignal }) => Promise<Credential | null>
): Promise<object> {
  try {
    const credential = (await run(signal === undefined ? {} : { signal })) as PublicKeyCredential
    return credential.toJSON()
  } catch (cause) {
    if (signal?.aborted === true) throw cause
    const { name } = cause as Error
    const message = `The browser returned no passkey: ${name}.`
    throw new AuthClientError(CODES[name] ?? UNSUPPORTED, message, { cause })
  }
}
