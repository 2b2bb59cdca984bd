import autocannon from 'autocannon'

const CONNECTIONS = 10

/**
 * Sends one request for each token over keep-alive connections, every token once, with the same number of
 * connections to each process of the server, and returns the rate of the responses.
 *
 * @throws if a response has an unexpected status: then something else than the case was measured
 */
export async function load (url, tokens, status, processes = 1) {
  const connections = CONNECTIONS * processes
  let connection = 0
  let first = 0
  let last = 0
  const run = autocannon({
    url,
    connections,
    amount: tokens.length,
    // In seconds. A server whose instructions are counted takes a while for its first response on a busy
    // machine.
    timeout: 120,
    // How often autocannon checks whether all requests have a response, in milliseconds.
    sampleInt: 20,
    setupClient: client => {
      client.setRequests(
        share(tokens, connection++, connections).map(token => ({
          headers: { authorization: `Bearer ${token}` }
        }))
      )
    }
  })
  run.on('response', () => {
    last = performance.now()
    first ||= last
  })
  const { errors, statusCodeStats } = await run
  const matching = statusCodeStats[status]?.count ?? 0
  if (errors > 0 || matching !== tokens.length) {
    throw new Error(
      `expected ${tokens.length} answers ${status}, got ${JSON.stringify(statusCodeStats)} and ${errors} ` +
        'errors'
    )
  }
  return { rate: ((tokens.length - 1) / (last - first)) * 1000 }
}

function share (tokens, connection, connections) {
  const each = tokens.length / connections
  return tokens.slice(connection * each, (connection + 1) * each)
}
