/** The path of the script for passkeys, below the prefix. */
export const SCRIPT_PATH = '/sign-in/passkeys.js'

/**
 * Signs in with a passkey, and adds one, with the routes of the auth API. All other pages work without it.
 *
 * Cognito creates a challenge for one user, so the browser cannot offer the passkeys of all users when the
 * page opens (conditional UI). It offers that of the user who last used a passkey here, whose name it keeps.
 */
export const SCRIPT = `const root = document.querySelector('[data-passkeys]')
const USER = 'passkey-user'
const DECLINED = 'passkey-declined'
const { passkeys: mode, api, returnTo, signInAgain, username: name, failed, limited } = root?.dataset ?? {}
const isSupported = globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON !== undefined
let waiting = new AbortController()

async function call (path, body) {
  const response = await fetch(api + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-session': 'cookie' },
    body: JSON.stringify(body)
  })
  const result = await response.json()
  if (response.ok) return result
  const minutes = Math.max(1, Math.ceil(Number(response.headers.get('retry-after')) / 60))
  throw Object.assign(new Error(result.code), { code: result.code, status: response.status, minutes })
}

async function signIn (username, options) {
  const start = { flow: 'USER_AUTH', username, preferredChallenge: 'WEB_AUTHN' }
  const { session, parameters } = await call('/signin', start)
  const request = JSON.parse(parameters.CREDENTIAL_REQUEST_OPTIONS)
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(request)
  const credential = await navigator.credentials.get({ publicKey, ...options })
  const responses = { CREDENTIAL: JSON.stringify(credential.toJSON()) }
  const answer = { challenge: 'WEB_AUTHN', session, username, responses }
  const { challenge } = await call('/signin/challenge', answer)
  if (challenge !== undefined) throw new Error(challenge)
  localStorage.setItem(USER, username)
  location.assign(returnTo)
}

async function add () {
  try {
    const { options } = await call('/me/passkeys/options', {})
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
    const credential = await navigator.credentials.create({ publicKey })
    await call('/me/passkeys', { credential: credential.toJSON() })
  } catch (error) {
    if (error.status === 401) return location.assign(signInAgain)
    // This authenticator has a passkey of the user already.
    if (error.name !== 'InvalidStateError') throw error
  }
  localStorage.setItem(USER, name)
  location.assign(returnTo)
}

function show ({ status, minutes }) {
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang)
  const text = status === 429 ? limited.replace('{}', format.format(minutes, 'minute')) : failed
  root.querySelector('[role=status]').textContent = text
}

function onSignInPage () {
  const field = document.querySelector('[name=username]')
  const known = localStorage.getItem(USER)
  root.querySelector('button').addEventListener('click', () => {
    if (!field.reportValidity()) return
    waiting.abort()
    signIn(field.value.trim()).catch(show)
  })
  if (known === null) return
  // Not when the page opens: each challenge counts as an attempt to sign in.
  field.addEventListener('focus', async () => {
    if (await PublicKeyCredential.isConditionalMediationAvailable?.() !== true) return
    signIn(known, { mediation: 'conditional', signal: waiting.signal }).catch(() => {})
  }, { once: true })
}

function onAddPage () {
  root.querySelector('button').addEventListener('click', () => { add().catch(show) })
  const link = document.querySelector('[data-decline]')
  link.addEventListener('click', () => localStorage.setItem(DECLINED, 'yes'))
}

if (isSupported) {
  if (root !== null) root.hidden = false
  if (mode === 'sign-in') onSignInPage()
  if (mode === 'add') onAddPage()
  // After the sign-in, the server offers a passkey to users who have none here and have not declined one.
  if (localStorage.getItem(USER) === null && localStorage.getItem(DECLINED) === null) {
    document.addEventListener('formdata', ({ formData }) => formData.set('offerPasskey', 'yes'))
  }
}
`
