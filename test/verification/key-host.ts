import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import type { CognitoAuthOptions, SinglePoolOptions } from '../../dist/index.js'
import type { TestPool } from '../../dist/testing/index.js'

export type Respond = (response: ServerResponse) => void

/** A JWKS endpoint on this machine, that can go down and come back. `requests` counts its requests. */
export async function startKeyHost (t: Pick<Test, 'teardown'>, respond: Respond) {
  const host = { requests: 0, respond, url: '', up: () => listen(port), down }
  const server = createServer((_request, response) => {
    host.requests++
    host.respond(response)
  })
  const listen = (port: number) =>
    new Promise<void>(resolve => {
      server.listen(port, '127.0.0.1', resolve)
    })
  async function down () {
    const closed = new Promise(resolve => {
      server.close(resolve)
    })
    server.closeAllConnections()
    await closed
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  host.url = `http://127.0.0.1:${port}/jwks.json`
  t.teardown(down)
  return host
}

export const json =
  (document: unknown): Respond =>
    response => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(document))
    }

export const status =
  (code: number, body?: string): Respond =>
    response => {
      response.writeHead(code).end(body)
    }

/** Options for a pool whose keys are at an endpoint. */
export function optionsAt (
  host: { url: string },
  pool: TestPool,
  more: Partial<SinglePoolOptions> = {}
): CognitoAuthOptions {
  const { userPoolId, clientId } = pool.options
  return { userPoolId, clientId, jwksUri: host.url, ...more }
}

export const pause = (milliseconds: number) =>
  new Promise<void>(resolve => {
    setTimeout(resolve, milliseconds)
  })

/**
 * Waits until a condition holds, for at most a minute: a failure says where, a timeout of the test does not.
 */
export async function until (isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not within a minute: ${isSo.toString()}`)
    await pause(20)
  }
}
