import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { decide, ServiceException, type BatchInput, type PolicyStore } from './policy-store.js'

const TARGET = 'VerifiedPermissions.BatchIsAuthorizedWithToken'

/**
 * Responds to calls of the API of Amazon Verified Permissions (AWS JSON 1.0) for one policy store.
 *
 * @param operation - the operation. Tests replace it
 */
export function listenerFor (store: PolicyStore, operation = decide): RequestListener {
  return async (request, response) => {
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
    }
    try {
      if (request.method !== 'POST' || request.headers['x-amz-target'] !== TARGET) {
        throw new ServiceException('UnknownOperationException', 'The operation is not available')
      }
      send(200, await operation(store, (await json(request)) as BatchInput))
    } catch (error) {
      const { name, message } = error as Error
      if (error instanceof ServiceException) send(400, { __type: name, message })
      else send(500, { __type: 'InternalServerException', message })
    }
  }
}

/** A running endpoint. */
export interface LocalEndpoint {
  endpoint: string
  close: () => Promise<void>
}

/** Starts an endpoint on this machine. */
export async function startEndpoint (listener: RequestListener): Promise<LocalEndpoint> {
  const server = createServer(listener)
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise(resolve => {
        server.close(resolve)
      })
      server.closeAllConnections()
      await closed
    }
  }
}
