// Replaces the modules `async_hooks` and `async-hook-domain` in tap, which uses them to find the test that an
// uncaught error belongs to. Their hooks on each promise take an eighth of the CPU time of the tests.
//
// The tests of a process run one after the other, so the error belongs to the test that started last and has
// not ended.

/** The domains of tests that have started and not ended. */
const running = []
/** The resource whose function is called. */
let current

/** A test: it creates its domain in the scope of its resource, and then runs in it. */
export class AsyncResource {
  domain

  runInAsyncScope (method, object, ...args) {
    if (this.domain !== undefined) start(this.domain)
    const outer = current
    current = this
    try {
      return Reflect.apply(method, object, args)
    } finally {
      current = outer
    }
  }

  emitDestroy () {}
}

/** Receives the errors of a test until it ends. */
export class Domain {
  ended = false

  /** @param {(error: unknown, origin: string) => void} onerror - makes the test fail with an error */
  constructor (onerror) {
    this.onerror = onerror
    if (current === undefined || current.domain !== undefined) start(this)
    else current.domain = this
  }

  destroy () {
    this.ended = true
    remove(this)
  }
}

function start (domain) {
  if (domain.ended) return
  remove(domain)
  running.push(domain)
}

function remove (domain) {
  const index = running.indexOf(domain)
  if (index !== -1) running.splice(index, 1)
}

// A rejection that is not handled comes here too, unless the test listens for it.
process.on('uncaughtExceptionMonitor', (error, origin) => {
  const isHandled =
    process.hasUncaughtExceptionCaptureCallback() || process.listenerCount('uncaughtException') > 0
  if (isHandled || running.length === 0) return
  running.at(-1).onerror(error, origin)
  // The process keeps running.
  process.setUncaughtExceptionCaptureCallback(() => process.setUncaughtExceptionCaptureCallback(null))
})
