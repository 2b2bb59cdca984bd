import { getEventListeners } from 'node:events'
import t from 'tap'
import { fetchJwks } from '../../dist/verification/fetch-jwks.js'
import { json, pause, startKeyHost } from './key-host.js'

const TIMEOUT = 20_000

/** A document of this many bytes. */
function documentOf (bytes: number): string {
  const empty = JSON.stringify({ keys: [{ kid: '' }] })
  return JSON.stringify({ keys: [{ kid: 'x'.repeat(bytes - empty.length) }] })
}

t.test('a key set may have 50 KiB, and no more', async t => {
  const host = await startKeyHost(t, response => response.end(documentOf(50 * 1024)))
  const { signal } = new AbortController()
  t.equal((await fetchJwks(host.url, { timeout: TIMEOUT, signal })).length, 1)
  host.respond = response => response.end(documentOf(50 * 1024 + 1))
  await t.rejects(fetchJwks(host.url, { timeout: TIMEOUT, signal }), {
    message: 'the key set is larger than 51200 bytes'
  })
})

t.test('a character may be divided between two packets', async t => {
  const bytes = Buffer.from(JSON.stringify({ keys: [{ kid: 'clé' }] }))
  const middle = bytes.indexOf('é') + 1
  const host = await startKeyHost(t, response => {
    response.write(bytes.subarray(0, middle))
    setTimeout(() => response.end(bytes.subarray(middle)), 50)
  })
  const { signal } = new AbortController()
  t.strictSame(await fetchJwks(host.url, { timeout: TIMEOUT, signal }), [{ kid: 'clé' }])
})

t.test('documents that are not key sets', async t => {
  const host = await startKeyHost(t, json(null))
  const { signal } = new AbortController()
  for (const document of [null, 7, 'keys', [], { jwks: [] }, { keys: {} }]) {
    host.respond = json(document)
    await t.rejects(
      fetchJwks(host.url, { timeout: TIMEOUT, signal }),
      { message: 'the JWKS endpoint did not return a key set' },
      JSON.stringify(document)
    )
  }
  host.respond = json({ keys: [] })
  await t.rejects(fetchJwks(host.url, { timeout: TIMEOUT, signal }), { message: 'the key set is empty' })
})

t.test('a fetch ends when the signal aborts, before it starts or while it waits', async t => {
  const host = await startKeyHost(t, () => {})
  const reason = new Error('closing')
  await t.rejects(fetchJwks(host.url, { timeout: TIMEOUT, signal: AbortSignal.abort(reason) }), reason)
  t.equal(host.requests, 0)
  const closing = new AbortController()
  const fetched = fetchJwks(host.url, { timeout: TIMEOUT, signal: closing.signal })
  await pause(50)
  closing.abort(reason)
  await t.rejects(fetched, reason)
})

t.test('a fetch that has ended leaves no timer and no listener', async t => {
  const host = await startKeyHost(t, json({ keys: [{}] }))
  const { signal } = new AbortController()
  const timers = new Set<unknown>()
  const { setTimeout: start, clearTimeout: clear } = globalThis
  t.intercept(globalThis, 'setTimeout', {
    value: (run: () => void, delay: number) => {
      const timer = start(run, delay)
      if (delay === TIMEOUT) timers.add(timer)
      return timer
    }
  })
  t.intercept(globalThis, 'clearTimeout', {
    value: (timer: NodeJS.Timeout) => {
      timers.delete(timer)
      clear(timer)
    }
  })
  const fetched = fetchJwks(host.url, { timeout: TIMEOUT, signal })
  t.equal(timers.size, 1)
  t.equal(getEventListeners(signal, 'abort').length, 1)
  await fetched
  t.equal(timers.size, 0)
  t.equal(getEventListeners(signal, 'abort').length, 0)
})
