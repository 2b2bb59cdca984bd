import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'
import { connect, type AddressInfo, type Server, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'
import { createCertificate } from '../certificate.js'

async function listen (t: Test, server: Server | HttpsServer): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(
      socket.once('close', () => {
        sockets.delete(socket)
      })
    )
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => {
      server.close(resolve)
    })
  })
  return (server.address() as AddressInfo).port
}

export interface Site {
  readonly port: number
  /** Path of the certificate, for NODE_EXTRA_CA_CERTS. */
  readonly certificate: string
  /** The requests: operations of the Cognito API, and paths of GET requests. */
  readonly received: string[]
}

/** Starts an HTTPS server for a host name, with a self-signed certificate. */
export async function startSite (
  t: Test,
  host: string,
  responses: Readonly<Record<string, object>>
): Promise<Site> {
  const { key, certificate } = createCertificate(t, host)
  const received: string[] = []
  const server = createHttpsServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    async (request, response) => {
      const target = request.headers['x-amz-target'] as string | undefined
      const label = target?.split('.')[1] ?? String(request.url)
      await text(request)
      received.push(label)
      const result = responses[label]
      response
        .writeHead(result === undefined ? 404 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(result ?? {}))
    }
  )
  return { port: await listen(t, server), certificate, received }
}

/** Starts an HTTP proxy that tunnels every CONNECT to the site, and records the targets. */
export async function startProxy (t: Test, site: Site, { credentials }: { credentials?: string } = {}) {
  const connects: string[] = []
  const plain: string[] = []
  const server = createHttpServer((request, response) => {
    plain.push(String(request.url))
    response.writeHead(400).end()
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const sent = request.headers['proxy-authorization']
    if (credentials !== undefined && sent !== `Basic ${Buffer.from(credentials).toString('base64')}`) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n')
      return
    }
    connects.push(String(request.url))
    const upstream = connect(site.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    for (const end of [socket, upstream]) {
      end.on('error', () => {
        socket.destroy()
        upstream.destroy()
      })
    }
  })
  return { address: `127.0.0.1:${await listen(t, server)}`, connects, plain }
}
