import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A page of an application, which shows the query that it was called with. */
export async function startApp (t: { teardown: (fn: () => unknown) => void }) {
  const server = createServer((request, response) => {
    const html = `<link rel="icon" href="data:,"><h1>${request.url?.split('?')[0] ?? ''}</h1>`
    response.setHeader('content-type', 'text/html').end(html)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
