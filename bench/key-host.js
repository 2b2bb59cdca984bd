import { once } from 'node:events'
import { createServer } from 'node:http'

/** Serves a key set on loopback, as Cognito does. */
export async function startKeyHost (jwks) {
  const body = JSON.stringify(jwks)
  const server = createServer((request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=86400' })
      .end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${server.address().port}`
  return {
    origin,
    close: () =>
      new Promise(resolve => {
        server.close(resolve)
        server.closeAllConnections()
      })
  }
}
