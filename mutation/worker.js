// Runs bundles of test files in this process, one after the other, each evaluated anew: the packages that
// they import are loaded once. The parent sends `{ bundle, chosen, mutant, record }`.
import diagnostics from 'node:diagnostics_channel'
import { rsaKeysOnce } from './rsa-keys.js'
import { Run } from './tap.js'

/** A mutant whose code runs this often is in a loop. */
const HITS = 200_000

process.env.NODE_ENV = 'test'
const startOfKeys = rsaKeysOnce()
const subscriptions = trackSubscriptions()
const exit = process.exit
let count = 0
let run = null

/** What tests replace, and do not restore if they fail. */
const KEPT = ['Date', 'fetch', 'setTimeout', 'setInterval', 'clearTimeout', 'setImmediate', 'performance']
const DISPATCHER = Symbol.for('undici.globalDispatcher.1')

process.on('uncaughtException', error => run?.fail(error, true))
process.on('unhandledRejection', error => run?.fail(error, true))
// The event loop is empty, and the test still waits.
process.on('beforeExit', () => {
  if (run === null) return
  process.channel.ref()
  run.fail({ message: 'nothing is left to wait for' })
})
process.exit = () => run?.fail({ message: 'called process.exit' })
process.on('disconnect', () => exit())
process.on('message', async message => {
  const result = await execute(message)
  process.channel.ref()
  process.send(result)
})
// Sets the global dispatcher.
await fetch('data:,')
process.send({ ready: true })

async function execute ({ bundle, chosen, mutant, record }) {
  const current = new Run(chosen === null ? null : new Set(chosen))
  const covered = {}
  let hits = 0
  const restore = keep()
  startOfKeys()
  // Read by the first lines of the bundle, see bundle.js.
  globalThis.__mutation__ = {
    t: current.root,
    isActive: id => {
      if (id !== mutant) return false
      if (++hits > HITS) {
        current.fail({ message: 'runs forever' })
        throw new Error('runs forever')
      }
      return true
    },
    cover: record
      ? (...ids) => {
          const test = (covered[current.current] ??= {})
          for (const id of ids) test[id] = true
        }
      : () => {}
  }
  const start = performance.now()
  run = current
  process.channel.unref()
  const failure = await current.execute(() => import(`${bundle}?${++count}`))
  const duration = performance.now() - start
  run = null
  restore()
  const coverage = Object.fromEntries(Object.entries(covered).map(([test, ids]) => [test, Object.keys(ids)]))
  return { failure, duration, ...(record && { coverage, durations: current.durations }) }
}

function keep () {
  const env = { ...process.env }
  const globals = KEPT.map(name => [name, Object.getOwnPropertyDescriptor(globalThis, name)])
  const { random } = Math
  const dispatcher = globalThis[DISPATCHER]
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
    Object.assign(process.env, env)
    for (const [name, descriptor] of globals) Object.defineProperty(globalThis, name, descriptor)
    Math.random = random
    if (globalThis[DISPATCHER] !== dispatcher) globalThis[DISPATCHER] = dispatcher
    for (const [channel, callback] of subscriptions.splice(0)) channel.unsubscribe(callback)
  }
}

/** Subscriptions to the channels of the plugin: the code behaves differently with a subscriber. */
function trackSubscriptions () {
  const made = []
  const { subscribe } = diagnostics
  const tracked = (name, callback) => {
    made.push([diagnostics.channel(name), callback])
    return subscribe(name, callback)
  }
  diagnostics.subscribe = tracked
  const { prototype } = diagnostics.Channel
  const own = prototype.subscribe
  prototype.subscribe = function (callback) {
    made.push([this, callback])
    return own.call(this, callback)
  }
  return made
}
