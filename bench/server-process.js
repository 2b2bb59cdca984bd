import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const script = name => fileURLToPath(new URL(`./servers/${name}`, import.meta.url))

/**
 * Starts a contender in a separate process, or in several that share a port. `launch` runs Node.js under
 * another program, which counts instructions.
 */
export async function startServer (contender, pool, { processes = 1, launch } = {}) {
  const child = fork(
    ...(processes === 1
      ? [script('serve.js'), [contender]]
      : [script('serve-cluster.js'), [contender, processes]]),
    {
      execPath: launch?.execPath ?? process.execPath,
      execArgv: launch?.execArgv ?? [],
      // A JWKS endpoint without TLS is for development, and the plugin only accepts it there. Fastify itself
      // does not depend on it.
      env: { ...process.env, NODE_ENV: 'test', BENCH_POOL: JSON.stringify(pool) }
    }
  )
  const exited = once(child, 'exit')
  const died = exited.then(([code, signal]) => {
    throw new Error(`the server of ${contender} ended by ${signal ?? `code ${code}`}`)
  })
  // The process always ends; that is only an error while a response is expected from it.
  died.catch(() => {})
  const respond = async () => {
    const [message] = await Promise.race([once(child, 'message'), died])
    return message
  }
  const { port, pids } = await respond()
  return {
    contender,
    /** The IDs of the processes that serve requests. */
    pids,
    url: `http://127.0.0.1:${port}/me`,
    async cpuUsage () {
      child.send('cpu')
      return (await respond()).cpu
    },
    async close () {
      if (child.connected) child.disconnect()
      await exited
    }
  }
}
