import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * How the JWKS endpoint of a test pool, or the key endpoint of a test load balancer, fails:
 *
 * - `refused`: connections are refused
 * - `hung`: connections are accepted, but requests get no response
 * - `error`: the response is 500
 * - `html`: the response is 200 with an HTML page, as from a captive portal
 * - `empty`: the response has no keys
 * - `cut-off`: the connection is closed in the middle of the response
 * - `redirect`: the response is 302, to a URL of the same host with the keys
 * - `too-large`: the keys are followed by 60 KB of space
 */
export type Outage = 'refused' | 'hung' | 'error' | 'html' | 'empty' | 'cut-off' | 'redirect' | 'too-large'

/** The text of a key set or of a key. */
interface Served {
  readonly type: string
  readonly body: string
  /** A body without keys. */
  readonly empty: string
}

type Answer = (response: ServerResponse, served: Served) => void

const NOTHING: Served = { type: 'text/plain', body: '', empty: '' }

const nothing: Answer = () => {}
const send: Answer = (response, { type, body }) => {
  response.setHeader('content-type', type).end(body)
}

/**
 * Where possible, the response of a failure contains the valid keys, so that a test detects an application
 * that ignores the failure.
 */
const FAILURES: Readonly<Record<Outage, Answer>> = {
  refused: nothing,
  hung: nothing,
  error: (response, { body }) => {
    response.writeHead(500).end(body)
  },
  html: response => {
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>Sign in to this network</title>')
  },
  empty: (response, served) => {
    send(response, { ...served, body: served.empty })
  },
  'cut-off': (response, { body }) => {
    response.setHeader('content-length', body.length)
    response.write(body.slice(0, body.length / 2), () => {
      response.destroy()
    })
  },
  redirect: response => {
    response.writeHead(302, { location: '?moved' }).end()
  },
  'too-large': (response, served) => {
    // Space is allowed after JSON and after a key in PEM.
    send(response, { ...served, body: served.body + ' '.repeat(60_000) })
  }
}

const HOST = '127.0.0.1'

/** Returns the document at a path. Null if there is none. */
export type Serve = (path: string) => Served | null

/** Serves keys at a loopback URL, and simulates outages. */
export class KeyHost {
  readonly #server = createServer((request, response) => {
    this.#answer(request, response)
  })

  readonly #serve: Serve
  #port = 0
  #outage: Outage | null = null
  #closed = false
  #requests = 0

  constructor (serve: Serve) {
    this.#serve = serve
    // An open server must not keep the process of a test alive.
    this.#server.unref()
  }

  get origin (): string {
    return `http://${HOST}:${this.#port}`
  }

  get requests (): number {
    return this.#requests
  }

  /** Listens at a free port; after an outage, at the same port. */
  async open (): Promise<void> {
    this.#server.listen(this.#port, HOST)
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  /** Starts an outage, or ends it with null. */
  async setOutage (outage: Outage | null): Promise<void> {
    if (this.#closed) throw new Error('the key server is closed: call outage() and restore() before close()')
    if (outage !== null && !Object.hasOwn(FAILURES, outage)) {
      throw new TypeError(`outage(kind): kind must be one of ${Object.keys(FAILURES).join(', ')}`)
    }
    this.#outage = outage
    if (outage === 'refused') await this.#shut()
    else if (!this.#server.listening) await this.open()
    // Requests that hang are ended with the outage, not at their timeout.
    else this.#server.closeAllConnections()
  }

  async close (): Promise<void> {
    this.#closed = true
    await this.#shut()
  }

  async #shut (): Promise<void> {
    const closed = new Promise(resolve => {
      this.#server.close(resolve)
    })
    this.#server.closeAllConnections()
    await closed
  }

  #answer (request: IncomingMessage, response: ServerResponse): void {
    this.#requests++
    // No keep-alive: an open connection would be used while new ones are refused.
    response.setHeader('connection', 'close')
    const { pathname, search } = new URL(request.url as string, this.origin)
    const served = this.#serve(pathname)
    if (this.#outage !== null && search === '') FAILURES[this.#outage](response, served ?? NOTHING)
    else if (served === null) response.writeHead(404).end()
    else send(response, served)
  }
}
