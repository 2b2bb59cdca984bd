/**
 * The process that is measured: `node serve.js <contender>`, forked with the pool in `BENCH_POOL`. It sends
 * its parent its URL, and, on request, the CPU time that it has used so far.
 */
import './keep-tick-object.js'
import Fastify from 'fastify'

const { default: build } = await import(`./${process.argv[2]}.js`)

const app = Fastify()
await build(app, JSON.parse(process.env.BENCH_POOL))
await app.listen({ port: 0, host: '127.0.0.1' })

process.on('message', () => process.send({ cpu: process.cpuUsage() }))
process.on('disconnect', () => process.exit())
process.send({ port: app.server.address().port, pids: [process.pid] })
