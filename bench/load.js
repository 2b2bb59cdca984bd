import autocannon from 'autocannon'

const CONNECTIONS = 10

/**
 * Sends one request for each token over kept-alive connections, every token once, with as many connections to
 * each of the server's processes, and gives the rate at which they were answered.
 *
 * @throws where an answer has another status than the one expected: then it is not the case in question that
 * was measured
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
    // In seconds. A server whose instructions are counted takes a while for its first answer, on a machine
    // that does something else too.
    timeout: 120,
    // It looks whether all have been answered this often, in milliseconds.
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
  const answered = statusCodeStats[status]?.count ?? 0
  if (errors > 0 || answered !== tokens.length) {
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
