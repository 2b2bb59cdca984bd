import { randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { cookieValue } from '../verification/cookie-value.js'
import type { Visit } from './visit.js'

/**
 * The data of earlier pages that the next page needs.
 *
 * It is in a cookie, and the URL only has a random ID, which selects the cookie. So each page is the result
 * of a redirect: reloading and the back button work, and send no password again. Each sign-in has its own
 * cookie, so several tabs work.
 *
 * The cookie is not encrypted. Its content is what the auth API returns to clients: the session of a
 * challenge, which only answers to the challenge make useful, the name that the user has entered, and at a
 * setup the key of the authenticator app, which the page shows. Changing it gains nothing, since it is
 * checked like the body of the API's routes. The prefix of its name prevents other hosts and scripts from
 * setting it, so that no other site can continue its own sign-in in the browser of a user.
 */
export interface Step {
  /** The page that the step belongs to. */
  readonly page: 'challenge' | 'confirm' | 'reset'
  readonly username: string
  /** The session of the challenge, or of the sign-up. */
  readonly session?: string | undefined
  readonly challenge?: string
  /** The parameters that the page of the challenge shows. */
  readonly parameters?: Readonly<Record<string, string>>
  /** The first factors that the user can choose from. */
  readonly choices?: readonly string[]
  /** The key of an authenticator app, with its URI. */
  readonly totp?: { readonly secret: string, readonly uri: string }
  /** Where a code was sent. */
  readonly destination?: string | undefined
}

/** A step, and when it started, in milliseconds since the epoch. */
interface StoredStep extends Step {
  readonly at: number
}

/** How long a step is kept, in seconds: Cognito's longest session of a challenge. */
const MAX_AGE = 900

/** The maximum number of steps of a browser. Each cookie may have almost 4 KiB, and headers 16 KiB. */
const MAX_STEPS = 3

/** The longest step, in bytes of JSON. */
const MAX_LENGTH = 16_384

const ID = /^[\w-]{12}$/

/** Keeps a step, in place of the step of the request, if it has one. Returns its ID for the URL. */
export function keepStep (visit: Visit, step: Step): { readonly step: string } {
  const current = visit.query('step')
  const others = storedSteps(visit).filter(({ id }) => id !== current)
  // The oldest ones are removed: they are those of closed tabs.
  for (const { id } of others.slice(MAX_STEPS - 1)) clear(visit, id)
  const id = ID.test(current) ? current : randomBytes(9).toString('base64url')
  const stored: StoredStep = { ...step, at: visit.pages.clock() }
  const value = deflateRawSync(JSON.stringify(stored)).toString('base64url')
  visit.reply.setCookie(nameOf(visit, id), value, { ...attributes(visit), maxAge: MAX_AGE })
  return { step: id }
}

/**
 * Returns the step of the request. Null if it has expired, or is of another page. The browser should have
 * removed the cookie of a step that has expired, but a client may keep it.
 */
export function stepOf (visit: Visit, page: Step['page']): Step | null {
  const id = visit.query('step')
  const step = ID.test(id) ? decode(cookieValue(cookiesOf(visit), nameOf(visit, id)) ?? '') : null
  if (step?.page !== page) return null
  return visit.pages.clock() - step.at < MAX_AGE * 1000 ? step : null
}

/** Removes the step of the request. */
export function endStep (visit: Visit): void {
  const id = visit.query('step')
  if (ID.test(id)) clear(visit, id)
}

/**
 * Returns the steps of the browser, the newest first. Unreadable ones are the oldest. Of those of the same
 * time, the newest is the last in the header (RFC 6265 5.4).
 */
function storedSteps (visit: Visit): readonly { readonly id: string, readonly at: number }[] {
  const prefix = nameOf(visit, '')
  return cookiesOf(visit)
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => pair.startsWith(prefix))
    .map(pair => pair.slice(prefix.length).split('='))
    .filter(([id = '']) => ID.test(id))
    .map(([id = '', value = '']) => ({ id, at: decode(value)?.at ?? 0 }))
    .reverse()
    .sort((one, other) => other.at - one.at)
}

const cookiesOf = ({ request: { headers } }: Visit): string => headers.cookie ?? ''

function nameOf ({ pages: { sessions } }: Visit, id: string): string {
  return `${sessions.settings.cookie.secure ? '__Host-Http-' : ''}sign-in-${id}`
}

function attributes ({ pages: { sessions } }: Visit) {
  const { secure, sameSite } = sessions.settings.cookie
  return { path: '/', httpOnly: true, secure, sameSite } as const
}

function clear (visit: Visit, id: string): void {
  visit.reply.clearCookie(nameOf(visit, id), attributes(visit))
}

/** Decodes a step. Null if the value is malformed: the browser may send any. */
function decode (value: string): StoredStep | null {
  try {
    const bytes = inflateRawSync(Buffer.from(value, 'base64url'), { maxOutputLength: MAX_LENGTH })
    const step: unknown = JSON.parse(bytes.toString())
    return isStep(step) ? step : null
  } catch {
    return null
  }
}

function isStep (value: unknown): value is StoredStep {
  if (typeof value !== 'object' || value === null) return false
  const { page, username, at, session, challenge, parameters, choices, totp, destination } =
    value as Record<string, unknown>
  return (
    isText(page) &&
    isText(username) &&
    typeof at === 'number' &&
    [session, challenge, destination].every(text => text === undefined || isText(text)) &&
    (parameters === undefined || isTexts(parameters)) &&
    (choices === undefined || (Array.isArray(choices) && choices.every(isText))) &&
    (totp === undefined || (isTexts(totp) && isText(totp['secret']) && isText(totp['uri'])))
  )
}

const isText = (value: unknown): value is string => typeof value === 'string'

function isTexts (value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && Object.values(value).every(isText)
}
