/**
 * Like `serve.js`, but in several processes that share a port: `node serve-cluster.js <contender>
 * <processes>`. The CPU time is the sum of theirs.
 */
import cluster from 'node:cluster'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const [contender, processes] = process.argv.slice(2)

cluster.setupPrimary({ exec: fileURLToPath(new URL('./serve.js', import.meta.url)), args: [contender] })
const workers = Array.from({ length: Number(processes) }, () => cluster.fork())
const [{ port }] = await Promise.all(workers.map(async worker => (await once(worker, 'message'))[0]))

process.on('message', async () => {
  const usages = await Promise.all(
    workers.map(async worker => {
      worker.send('cpu')
      const [{ cpu }] = await once(worker, 'message')
      return cpu
    })
  )
  const sum = field => usages.reduce((total, cpu) => total + cpu[field], 0)
  process.send({ cpu: { user: sum('user'), system: sum('system') } })
})
process.on('disconnect', () => workers.forEach(worker => worker.process.disconnect()))
cluster.on('exit', () => Object.keys(cluster.workers).length === 0 && process.exit())
process.send({ port, pids: workers.map(worker => worker.process.pid) })
