import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const script = name => fileURLToPath(new URL(`./servers/${name}`, import.meta.url))

/**
 * Starts a contender in a process of its own, or in several that share a port. `launch` puts another program
 * in front of Node, one that counts what it executes.
 */
export async function startServer (contender, pool, { processes = 1, launch } = {}) {
  const child = fork(
    ...(processes === 1
      ? [script('serve.js'), [contender]]
      : [script('serve-cluster.js'), [contender, processes]]),
    {
      execPath: launch?.execPath ?? process.execPath,
      execArgv: launch?.execArgv ?? [],
      // A key host without TLS is for development, and ours starts with one nowhere else. Fastify itself
      // makes no difference by it.
      env: { ...process.env, NODE_ENV: 'test', BENCH_POOL: JSON.stringify(pool) }
    }
  )
  const exited = once(child, 'exit')
  const died = exited.then(([code, signal]) => {
    throw new Error(`the server of ${contender} ended by ${signal ?? `code ${code}`}`)
  })
  // It ends in any case; that is only an error while something is expected of it.
  died.catch(() => {})
  const answer = async () => {
    const [message] = await Promise.race([once(child, 'message'), died])
    return message
  }
  const { port, pids } = await answer()
  return {
    /** Of the processes that answer requests. */
    pids,
    url: `http://127.0.0.1:${port}/me`,
    async cpuUsage () {
      child.send('cpu')
      return (await answer()).cpu
    },
    async close () {
      if (child.connected) child.disconnect()
      await exited
    }
  }
}
