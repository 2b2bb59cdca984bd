import autocannon from 'autocannon'

const CONNECTIONS = 10

/**
 * Sends a request with each of the headers over keep-alive connections, with the same number of connections
 * to each process of the server, and returns the rate of the responses. `request` has its method, path and
 * body; by default it is a GET of the URL.
 *
 * @throws if a response has an unexpected status: then something else than the case was measured
 */
export async function load (url, headers, status, { processes = 1, request = {} } = {}) {
  const connections = CONNECTIONS * processes
  let connection = 0
  let first = 0
  let last = 0
  const run = autocannon({
    url,
    connections,
    amount: headers.length,
    // In seconds. A server whose instructions are counted takes a while for its first response on a busy
    // machine.
    timeout: 120,
    // How often autocannon checks whether all requests have a response, in milliseconds.
    sampleInt: 20,
    setupClient: client => {
      client.setRequests(share(headers, connection++, connections).map(headers => ({ ...request, headers })))
    }
  })
  run.on('response', () => {
    last = performance.now()
    first ||= last
  })
  const stopPolling = poll()
  const { errors, statusCodeStats } = await run
  stopPolling()
  const matching = statusCodeStats[status]?.count ?? 0
  if (errors > 0 || matching !== headers.length) {
    throw new Error(
      `expected ${headers.length} answers ${status}, got ${JSON.stringify(statusCodeStats)} and ${errors} ` +
        'errors'
    )
  }
  return { rate: ((headers.length - 1) / (last - first)) * 1000 }
}

/**
 * Keeps this process from sleeping while it waits for responses. Otherwise a server would have to wake it for
 * each response, which costs the server as much as the rest of a cheap request, and only the servers that are
 * fast enough to keep this process busy would not pay for it.
 */
function poll () {
  let isPolling = true
  const next = () => {
    if (isPolling) setImmediate(next)
  }
  next()
  return () => {
    isPolling = false
  }
}

function share (headers, connection, connections) {
  const each = headers.length / connections
  return headers.slice(connection * each, (connection + 1) * each)
}
