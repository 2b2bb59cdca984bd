import { createHash } from 'node:crypto'
import type { CreateUserPoolClientCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import type { LocalCognitoOptions } from '../../../dist/local/index.js'
import { addClient, PASSWORD, start, user, type Started } from '../local.js'
import { Browser, type Shown } from './browser.js'

export const CALLBACK = 'http://localhost:3000/callback'
export const SIGNED_OUT = 'http://localhost:3000/signed-out'
export const SCOPES = ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin']
export const ADA = 'ada@example.com'
export const VERIFIER = 'v'.repeat(43)
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

type Settings = Partial<CreateUserPoolClientCommandInput>

/** An app client of managed login. */
export async function addOAuthClient (started: Started, settings: Settings = {}) {
  return await addClient(started, {
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: SCOPES,
    CallbackURLs: [CALLBACK],
    LogoutURLs: [SIGNED_OUT],
    SupportedIdentityProviders: ['COGNITO'],
    PreventUserExistenceErrors: 'ENABLED',
    ...settings
  })
}

/** A local Cognito with Ada, and an app client of managed login. */
export async function startManaged (
  t: Parameters<typeof start>[0],
  options: LocalCognitoOptions = {},
  settings: Settings = {}
) {
  const started = await start(t, { users: [user(ADA)], ...options })
  const { local } = started
  const client = await addOAuthClient(started, settings)
  const { ClientId } = client

  /** The path of a request to sign in. */
  const path = (more: Record<string, string | undefined> = {}, name = '/oauth2/authorize') => {
    const values = { client_id: ClientId, redirect_uri: CALLBACK, response_type: 'code', ...more }
    const entries = Object.entries(values).filter(
      (entry): entry is [string, string] => entry[1] !== undefined
    )
    return `${name}?${new URLSearchParams(entries).toString()}`
  }

  const browser = () => new Browser(local.endpoint)

  /** Opens a browser with the page to sign in. */
  const visit = async (more: Record<string, string | undefined> = {}, name?: string) => {
    const opened = browser()
    return { browser: opened, page: await opened.open(path(more, name)) }
  }

  /** Signs in, up to the redirect to the callback or the next page. */
  const signIn = async (
    more: Record<string, string | undefined> = {},
    username = ADA,
    password = PASSWORD
  ) => {
    const { browser, page } = await visit(more)
    return { browser, page: await browser.submit(page, { username, password }) }
  }

  return { ...started, client, ClientId, path, browser, visit, signIn }
}

export type Managed = Awaited<ReturnType<typeof startManaged>>

/** Sends a form to an endpoint of OAuth. */
export async function post (
  { local }: Pick<Managed, 'local'>,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {}
) {
  const body = new URLSearchParams(form)
  const response = await fetch(local.endpoint + path, { method: 'POST', headers, body })
  const text = await response.text()
  const result = (text === '' ? undefined : JSON.parse(text)) as Record<string, any>
  return { status: response.status, headers: response.headers, body: result }
}

export async function exchange (
  managed: Managed,
  code: string | undefined,
  more: Record<string, string> = {},
  headers: Record<string, string> = {}
) {
  const form = {
    grant_type: 'authorization_code',
    client_id: managed.ClientId,
    redirect_uri: CALLBACK,
    code: code ?? '',
    ...more
  }
  return await post(managed, '/oauth2/token', form, headers)
}

export const title = ({ text }: Shown) => /<h1>(.*)<\/h1>/.exec(text)?.[1]
