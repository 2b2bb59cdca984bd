import { createServer, request as send, type Server } from 'node:http'

interface StandInOptions {
  /** The port of the application. */
  readonly port: number
  /** Returns the headers that the load balancer adds for the user. */
  readonly headers: () => Readonly<Record<string, string>>
}

/** The rules of the listener that forward without a sign-in. */
const FORWARDED = ['/signed-out', '/health', '/api/machines']

const COOKIE = 'AWSELBAuthSessionCookie-0'

/**
 * Creates a server in place of an Application Load Balancer and of managed login: it signs every visitor in
 * as the same user, without asking.
 */
export function createStandIn ({ port, headers }: StandInOptions): Server {
  return createServer((request, response) => {
    const { method, url = '/' } = request
    const [path = '/', query] = url.split('?')
    if (path === '/logout') {
      const location = new URLSearchParams(query).get('logout_uri') ?? '/'
      response.writeHead(302, { location: encodeURI(location) }).end()
      return
    }
    const isForwarded = FORWARDED.includes(path)
    if (!isForwarded && !request.headers.cookie?.includes(`${COOKIE}=session`)) {
      response.writeHead(302, { location: '/', 'set-cookie': `${COOKIE}=session; Path=/; HttpOnly` }).end()
      return
    }
    const forwarded = send({
      host: '127.0.0.1',
      port,
      method,
      path: url,
      headers: {
        ...request.headers,
        'x-forwarded-for': request.socket.remoteAddress,
        // The rules without a sign-in forward headers of these names as the client has sent them.
        ...(!isForwarded && headers())
      }
    })
    forwarded.once('response', answer => {
      response.writeHead(answer.statusCode as number, answer.headers)
      answer.pipe(response)
    })
    forwarded.once('error', () => {
      response.destroy()
    })
    request.pipe(forwarded)
  })
}
