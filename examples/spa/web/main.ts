import { AuthClientError, createAuthClient, type Session } from 'fastify-cognito-auth/client'

declare global {
  interface ImportMeta {
    readonly env: {
      /** The origin of the API, if it is another one than that of the page. */
      readonly VITE_API: string
    }
  }
}

const api = import.meta.env.VITE_API
const auth =
  api === ''
    ? createAuthClient({ prefix: '/auth' })
    : createAuthClient({ prefix: '/auth', mode: 'tokens', baseUrl: api })

function find<Found extends HTMLElement = HTMLElement> (id: string): Found {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`There is no #${id}.`)
  return element as Found
}

/** User input is only set as text, so it is never parsed as HTML. */
function show (text: string): void {
  find('message').textContent = text
}

/** The user who has signed up but not confirmed yet, to be signed in after that. */
let signedUp: { email: string, password: string } | null = null

type View = 'sign-in' | 'sign-up' | 'confirm' | 'code' | 'notes'

function showView (view: View): void {
  for (const section of document.querySelectorAll<HTMLElement>('main > section')) {
    section.hidden = section.id !== view
  }
  find(view).querySelector('input')?.focus()
}

async function render (session: Session | null): Promise<void> {
  find('account').hidden = session === null
  if (session === null) {
    find('note-list').replaceChildren()
    return showView('sign-in')
  }
  find('user').textContent = session.user.name ?? session.user.username
  showView('notes')
  showNotes(await request<string[]>('/api/notes'))
}

function showNotes (notes: readonly string[]): void {
  find('note-list').replaceChildren(
    ...notes.map(text => {
      const item = document.createElement('li')
      item.textContent = text
      return item
    })
  )
  find('no-notes').hidden = notes.length > 0
}

/** The session has ended, which is an event, too. */
class SessionEnded extends Error {}

/** Calls the application's own API, as the user. */
async function request<Result> (path: string, init?: RequestInit): Promise<Result> {
  const response = await auth.fetch(path, init)
  if (response.status === 401 && (await auth.session()) === null) throw new SessionEnded()
  const body = await response.json()
  if (!response.ok) throw new Error(body.message)
  return body
}

/** Runs an action, and shows its error. */
async function run (action: () => Promise<void>): Promise<void> {
  show('')
  try {
    await action()
  } catch (error) {
    if (error instanceof SessionEnded) return
    const isOffline = error instanceof AuthClientError && error.code === 'NETWORK_ERROR'
    show(isOffline ? 'The server cannot be reached. Check your connection.' : (error as Error).message)
  }
}

function onSubmit (id: string, action: (values: Record<string, string>) => Promise<void>): void {
  const form = find(id).querySelector('form') as HTMLFormElement
  const button = form.querySelector('button') as HTMLButtonElement
  form.addEventListener('submit', async event => {
    event.preventDefault()
    button.disabled = true
    await run(async () => {
      await action(Object.fromEntries(new FormData(form)) as Record<string, string>)
      form.reset()
    })
    button.disabled = false
  })
}

function onClick (id: string, action: () => Promise<unknown> | void): void {
  find(id).addEventListener('click', () => run(async () => {
    await action()
  }))
}

/** Signs in. What follows is an event. */
async function signIn (username: string, password: string): Promise<void> {
  const result = await auth.signIn({ username, password })
  if (!('challenge' in result)) return
  if (result.challenge !== 'SOFTWARE_TOKEN_MFA') {
    throw new Error(`This account needs a step that this page does not have: ${result.challenge}.`)
  }
  respond = code => auth.answerChallenge(result, { SOFTWARE_TOKEN_MFA_CODE: code })
  showView('code')
}

/** Responds to the challenge of the sign-in. */
let respond: (code: string) => Promise<unknown>

onSubmit('sign-in', ({ username = '', password = '' }) => signIn(username, password))

onSubmit('code', async ({ code = '' }) => {
  await respond(code)
})

onSubmit('sign-up', async ({ email = '', password = '', name = '', phone = '' }) => {
  await auth.signUp({ email, password, attributes: { name, phone_number: phone } })
  signedUp = { email, password }
  showView('confirm')
  show('A code was sent to your email address.')
})

onSubmit('confirm', async ({ code = '' }) => {
  if (signedUp === null) return
  const { email, password } = signedUp
  await auth.confirmSignUp({ username: email, code })
  signedUp = null
  await signIn(email, password)
})

onSubmit('notes', async ({ text = '' }) => {
  const headers = { 'content-type': 'application/json' }
  showNotes(await request('/api/notes', { method: 'POST', headers, body: JSON.stringify({ text }) }))
})

onClick('to-sign-up', () => showView('sign-up'))
onClick('to-sign-in', () => showView('sign-in'))
onClick('sign-out', () => auth.signOut())
onClick('sign-out-everywhere', () => auth.signOut({ everywhere: true }))

auth.onChange(({ type, session }) =>
  run(async () => {
    await render(session)
    if (type === 'session-ended') show('Your session has ended. Sign in again.')
  })
)

find('mode').textContent = api === '' ? 'Session cookie' : 'Tokens in memory'
await run(async () => render(await auth.session()))
