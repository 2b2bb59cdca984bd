export interface MachineTokenOptions {
  /** The token endpoint of the user pool's domain: `https://<domain>/oauth2/token`. */
  readonly tokenEndpoint: string
  readonly clientId: string
  readonly clientSecret: string
  /** The scopes to request. Defaults to all scopes of the app client. */
  readonly scopes?: readonly string[]
  /** How long before its expiry a token is replaced, in seconds. Defaults to 60. */
  readonly margin?: number
}

/**
 * Returns a function that returns an access token. Cognito charges for each token, so the token is cached
 * until shortly before it expires, and concurrent calls share one request.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export function machineToken (options: MachineTokenOptions): () => Promise<string> {
  let kept: { token: string, replaceAt: number } | undefined
  let pending: ReturnType<typeof requestToken> | undefined
  return async () => {
    if (kept !== undefined && Date.now() < kept.replaceAt) return kept.token
    pending ??= requestToken(options).finally(() => {
      pending = undefined
    })
    kept = await pending
    return kept.token
  }
}

async function requestToken (options: MachineTokenOptions) {
  const { tokenEndpoint, clientId, clientSecret, scopes, margin = 60 } = options
  const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  const response = await fetch(tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(scopes !== undefined && { scope: scopes.join(' ') })
    }),
    signal: AbortSignal.timeout(5000)
  })
  // The body names the error, such as `invalid_client` or `invalid_scope`, and contains no secret.
  if (!response.ok) {
    throw new Error(`The token endpoint returned ${response.status}: ${await response.text()}`)
  }
  const { access_token: token, expires_in: seconds } = (await response.json()) as TokenResponse
  return { token, replaceAt: Date.now() + (seconds - margin) * 1000 }
}

interface TokenResponse {
  access_token: string
  expires_in: number
}
