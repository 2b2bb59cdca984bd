// node --env-file=examples/sessions-sql/development.env --import tsx examples/sessions-sql/start.ts

import cluster from 'node:cluster'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito } from 'fastify-cognito-auth/local'
import { buildApp } from './app.js'
import { sqlSessions } from './sql-sessions.js'

const { HOST = 'localhost', PORT = '3000', COGNITO_PORT = '9229', LOG_LEVEL = 'warn' } = process.env
const ORIGIN = process.env['ORIGIN'] ?? `http://localhost:${PORT}`

const PROCESSES = 2
const ada = { email: 'ada@example.com', password: 'Ada-passw0rd', name: 'Ada' }

if (cluster.isPrimary) await startProcesses()
else await serve()

/** Starts two processes, which share the port and the file of sessions. */
async function startProcesses (): Promise<void> {
  // Your own pool if the environment names one, otherwise the local Cognito.
  const local =
    process.env['AWS_COGNITO_USER_POOL_ID'] === undefined
      ? await startLocalCognito({ port: Number(COGNITO_PORT), users: [ada] })
      : null
  const folder = await mkdtemp(join(tmpdir(), 'sessions-sql-'))
  const workers = Array.from({ length: PROCESSES }, () =>
    cluster.fork({
      DATABASE: process.env['DATABASE'] ?? join(folder, 'sessions.db'),
      ...(local !== null && { OPTIONS: JSON.stringify(local.options) })
    })
  )
  await Promise.all(workers.map(async worker => once(worker, 'listening')))
  console.log(`${PROCESSES} processes serve ${ORIGIN}`)
  if (local !== null) {
    const credentials = JSON.stringify({ username: ada.email, password: ada.password })
    console.log(
      `As ${ada.email}:\n  curl -s -c cookies.txt ${ORIGIN}/auth/signin -H 'origin: ${ORIGIN}' ` +
        `-H 'x-session: cookie' -H 'content-type: application/json' -d '${credentials}'\n  ` +
        `curl -s -b cookies.txt ${ORIGIN}/hello`
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      // Each process closes its application, see below.
      await new Promise<void>(resolve => {
        cluster.disconnect(resolve)
      })
      await local?.close()
      await rm(folder, { recursive: true })
    })
  }
  console.log('Ctrl-C stops it.')
}

async function serve (): Promise<void> {
  const { OPTIONS, DATABASE = '' } = process.env
  const app = await buildApp(OPTIONS === undefined ? optionsFromEnv() : JSON.parse(OPTIONS), {
    origin: ORIGIN,
    store: sqlSessions({ path: DATABASE }),
    logger: { level: LOG_LEVEL }
  })
  await app.listen({ host: HOST, port: Number(PORT) })
  process.once('disconnect', async () => {
    await app.close()
  })
  // The first process ends this one.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
}
