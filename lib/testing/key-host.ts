import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * How the JWKS endpoint of a test pool fails:
 *
 * - `refused`: connections are refused
 * - `hung`: connections are accepted, but requests are never answered
 * - `error`: the response is 500
 * - `html`: the response is 200 with an HTML page, as from a captive portal
 * - `empty`: the key set has no keys
 * - `cut-off`: the connection is closed in the middle of the response
 * - `redirect`: the response is 302, to a URL of the same host with the key set
 * - `too-large`: the key set is followed by 60 KB of other data
 */
export type Outage = 'refused' | 'hung' | 'error' | 'html' | 'empty' | 'cut-off' | 'redirect' | 'too-large'

type Answer = (response: ServerResponse, jwks: string) => void

const nothing: Answer = () => {}
const json: Answer = (response, body) => {
  response.setHeader('content-type', 'application/json').end(body)
}

/**
 * Where possible the valid key set is part of the failure, so that an application that ignores the failure is
 * noticed.
 */
const FAILURES: Readonly<Record<Outage, Answer>> = {
  refused: nothing,
  hung: nothing,
  error: (response, jwks) => {
    response.writeHead(500).end(jwks)
  },
  html: response => {
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>Sign in to this network</title>')
  },
  empty: response => {
    json(response, '{"keys":[]}')
  },
  'cut-off': (response, jwks) => {
    response.setHeader('content-length', jwks.length)
    response.write(jwks.slice(0, jwks.length / 2), () => {
      response.destroy()
    })
  },
  redirect: response => {
    response.writeHead(302, { location: '?moved' }).end()
  },
  'too-large': (response, jwks) => {
    json(response, JSON.stringify({ ...(JSON.parse(jwks) as object), filler: 'x'.repeat(60_000) }))
  }
}

const HOST = '127.0.0.1'

/** Serves the key set of a test pool at a loopback address, and fails on request. */
export class KeyHost {
  readonly #server = createServer((request, response) => {
    this.#answer(request, response)
  })

  readonly #path: string
  readonly #jwks: () => object
  #port = 0
  #outage: Outage | null = null
  #closed = false
  #requests = 0

  /** @param jwks - returns the current key set */
  constructor (path: string, jwks: () => object) {
    this.#path = path
    this.#jwks = jwks
    // A test that does not close it ends all the same.
    this.#server.unref()
  }

  get jwksUri (): string {
    return `http://${HOST}:${this.#port}${this.#path}`
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
  async become (outage: Outage | null): Promise<void> {
    if (this.#closed) throw new Error('the test pool is closed')
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
    const answer = this.#outage === null || request.url !== this.#path ? json : FAILURES[this.#outage]
    answer(response, JSON.stringify(this.#jwks()))
  }
}
