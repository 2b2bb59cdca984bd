import type { TestStore } from './store.js'

interface Request {
  protocol: string
  hostname: string
  path: string
  headers: Record<string, string>
  body: string
}

/** A request handler of the SDK that records requests, and sends each to the endpoint of the tests. */
export function createSite ({ endpoint }: TestStore) {
  const requests: Request[] = []
  const handle = async (request: Request) => {
    requests.push(request)
    const { host, 'content-length': length, ...headers } = request.headers
    const response = await fetch(endpoint, { method: 'POST', headers, body: request.body })
    const body = new Uint8Array(await response.arrayBuffer())
    return { response: { statusCode: response.status, headers: Object.fromEntries(response.headers), body } }
  }
  return { requests, handler: { handle } }
}
