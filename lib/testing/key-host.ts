import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * How a key host fails. Each is one that an application meets:
 *
 * - `refused`: nothing listens at the port
 * - `hung`: it takes the connection, and never answers
 * - `error`: 500
 * - `html`: 200, and a page, as a captive portal gives it
 * - `empty`: a key set without keys
 * - `cut-off`: the connection ends half way through the set
 * - `redirect`: 302, to an address of the same host that has the set
 * - `too-large`: the set, and 60 KB that mean nothing
 */
export type Outage = 'refused' | 'hung' | 'error' | 'html' | 'empty' | 'cut-off' | 'redirect' | 'too-large'

type Answer = (response: ServerResponse, jwks: string) => void

const nothing: Answer = () => {}
const json: Answer = (response, body) => {
  response.setHeader('content-type', 'application/json').end(body)
}

/**
 * Where it can be, the good set stands behind the failure: an application that overlooks the failure is seen
 * to.
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

/** Serves a pool's key set on this machine, and fails when it is told to. */
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

  /** @param jwks - gives the key set as it is now */
  constructor (path: string, jwks: () => object) {
    this.#path = path
    this.#jwks = jwks
    // A test that forgets to close it ends all the same.
    this.#server.unref()
  }

  get jwksUri (): string {
    return `http://${HOST}:${this.#port}${this.#path}`
  }

  get requests (): number {
    return this.#requests
  }

  /** At any port that is free; after an outage, at the same one. */
  async open (): Promise<void> {
    this.#server.listen(this.#port, HOST)
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  /** Fails from now on in one way, or, with null, not any more. */
  async become (outage: Outage | null): Promise<void> {
    if (this.#closed) throw new Error('the test pool is closed, and its key host with it')
    if (outage !== null && !Object.hasOwn(FAILURES, outage)) {
      throw new TypeError('outage() takes one of ' + `${Object.keys(FAILURES).join(', ')}`)
    }
    this.#outage = outage
    if (outage === 'refused') await this.#shut()
    else if (!this.#server.listening) await this.open()
    // What hangs ends with its outage: who waits learns it now, not at their deadline.
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
    // Each request opens its own connection: one that was kept would outlive a refusal.
    response.setHeader('connection', 'close')
    const answer = this.#outage === null || request.url !== this.#path ? json : FAILURES[this.#outage]
    answer(response, JSON.stringify(this.#jwks()))
  }
}
