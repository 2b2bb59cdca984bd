import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { decodeFlow, encodeFlow, FLOW_LIFETIME, type Flow } from './flow.js'

/** How many flows a browser may have at the same time. */
const MAX_FLOWS = 5

/** The maximum length of the cookies of all flows but the newest. Node.js accepts 16 KiB of headers. */
const MAX_LENGTH = 4096

/** How many characters of the state are in the name of its cookie. */
const NAME_LENGTH = 10

interface FlowCookie {
  readonly name: string
  readonly value: string
  /** Null if it has expired, or its value has another form. */
  readonly flow: Flow | null
}

interface Options {
  readonly secure: boolean
  readonly clock: () => number
}

/**
 * One cookie for each flow, so that sign-ins in several tabs do not overwrite each other.
 *
 * The cookie is not encrypted: its browser may know what it contains, and no other host or script can set it,
 * because of its prefix. It is always `SameSite=Lax`, since the callback follows a redirect of another site.
 */
export class FlowCookies {
  readonly #clock: () => number
  readonly #prefix: string
  readonly #attributes: { path: '/', httpOnly: true, secure: boolean, sameSite: 'lax' }

  constructor ({ secure, clock }: Options) {
    this.#clock = clock
    this.#prefix = secure ? '__Host-Http-login-' : 'login-'
    this.#attributes = { path: '/', httpOnly: true, secure, sameSite: 'lax' }
  }

  /** Returns the flow with this state. Null if the browser has not started it, or it has expired. */
  find (request: FastifyRequest, state: string): Flow | null {
    const flow = this.#of(request).find(({ flow }) => flow?.state === state)?.flow
    return flow ?? null
  }

  /** Sets the cookie of a flow, and removes those of the oldest flows beyond the limits. */
  set (request: FastifyRequest, reply: FastifyReply, flow: Flow): void {
    const name = this.#nameOf(flow)
    const others = this.#of(request)
      .filter(other => other.name !== name)
      .sort((one, other) => (other.flow?.startedAt ?? 0) - (one.flow?.startedAt ?? 0))
    let length = 0
    for (const [index, other] of others.entries()) {
      length += other.name.length + other.value.length
      if (other.flow === null || index >= MAX_FLOWS - 1 || length > MAX_LENGTH) {
        reply.clearCookie(other.name, this.#attributes)
      }
    }
    const maxAge = FLOW_LIFETIME / 1000
    reply.setCookie(name, encodeFlow(flow), { ...this.#attributes, maxAge })
  }

  /** Removes the cookie of a flow. */
  clear (reply: FastifyReply, flow: Flow): void {
    reply.clearCookie(this.#nameOf(flow), this.#attributes)
  }

  #nameOf ({ state }: Flow): string {
    return this.#prefix + state.slice(-NAME_LENGTH)
  }

  #of ({ headers: { cookie = '' } }: FastifyRequest): FlowCookie[] {
    return cookie.split(';').flatMap(pair => {
      const [name = '', value = ''] = pair.trim().split('=')
      if (!name.startsWith(this.#prefix)) return []
      const flow = decodeFlow(value)
      const isCurrent = flow !== null && this.#clock() - flow.startedAt < FLOW_LIFETIME
      return [{ name, value, flow: isCurrent && name === this.#nameOf(flow) ? flow : null }]
    })
  }
}
