// The part of tap that the tests use, for one run of a test file: only chosen tests run, and the run is over
// with the first failure. Comparisons are those of tap.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { match, same, strict } from 'tcompare'

/** Ends the test that an assertion failed in. */
class Bail extends Error {}

/** How long tests may take to clean up, in milliseconds. */
const CLEAN_UP = 1000

/** A run of a test file. */
export class Run {
  /** Null, or how the run failed: `{ message, test, uncaught }`. */
  failure = null
  /** The milliseconds of each test, by its path: `0.2` is the third test in the first. */
  durations = {}
  /** The path of the test that is running. Empty between the tests of the file. */
  current = ''
  root = new Test(this, null, '')

  #settle
  #failed = new Promise(resolve => { this.#settle = resolve })

  /** @param {Set<string> | null} chosen - paths of tests; null for all */
  constructor (chosen = null) {
    this.chosen = chosen
  }

  /** Runs a test file. Resolves with the first failure, or with null. */
  async execute (load) {
    const done = (async () => {
      try {
        await load()
        await this.root.finish()
      } catch (error) {
        this.fail(error)
      }
    })()
    await Promise.race([done, this.#failed])
    if (this.failure !== null) await this.#cleanUp()
    return this.failure
  }

  async #cleanUp () {
    const limit = new Promise(resolve => setTimeout(resolve, CLEAN_UP).unref())
    await Promise.race([this.root.cleanUp().catch(() => {}), limit])
  }

  fail (error, uncaught = false) {
    if (error instanceof Bail || this.failure !== null) return
    this.failure = { message: String(error?.message ?? error), test: this.current, uncaught }
    this.#settle()
  }

  isChosen (path) {
    if (this.chosen === null) return true
    for (const one of this.chosen) {
      if (one === path || one.startsWith(`${path}.`) || path.startsWith(`${one}.`)) return true
    }
    return false
  }
}

class Test {
  #run
  #parent
  #path
  #children = []
  #queue = Promise.resolve()
  #teardowns = []
  #before = []
  #after = []
  #ended
  #end = new Promise(resolve => { this.#ended = resolve })
  #folder

  constructor (run, parent, path) {
    this.#run = run
    this.#parent = parent
    this.#path = path
    this.name = path
  }

  test (...args) {
    const body = args.find(arg => typeof arg === 'function')
    const options = args.find(arg => typeof arg === 'object' && arg !== null) ?? {}
    const path = this.#path === '' ? `${this.#children.length}` : `${this.#path}.${this.#children.length}`
    const child = new Test(this.#run, this, path)
    child.name = args.find(arg => typeof arg === 'string') ?? path
    this.#children.push(child)
    if (body === undefined || options.skip || !this.#run.isChosen(path)) return Promise.resolve()
    this.#queue = this.#queue.then(() => child.#execute(body))
    return this.#queue
  }

  async #execute (body) {
    const run = this.#run
    if (run.failure !== null) return
    const outer = run.current
    const start = performance.now()
    run.current = this.#path
    try {
      for (const hook of this.#ancestors().flatMap(test => test.#before)) await hook(this)
      const result = body(this)
      await (typeof result?.then === 'function' ? result : this.#end)
      await this.finish()
      for (const hook of this.#ancestors().reverse().flatMap(test => test.#after)) await hook(this)
    } catch (error) {
      run.fail(error)
    }
    run.durations[this.#path] = performance.now() - start
    run.current = outer
  }

  #ancestors () {
    return this.#parent === null ? [] : [...this.#parent.#ancestors(), this.#parent]
  }

  /** Resolves when all tests in this one are over, and it has cleaned up. */
  async finish () {
    let queue
    do {
      queue = this.#queue
      await queue
    } while (queue !== this.#queue)
    await this.cleanUp()
  }

  async cleanUp () {
    for (const child of this.#children) await child.cleanUp()
    for (const teardown of this.#teardowns.splice(0).reverse()) await teardown()
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
  }

  end () {
    this.#ended()
  }

  teardown (callback) {
    this.#teardowns.push(callback)
  }

  after (callback) {
    this.#teardowns.push(callback)
  }

  before (callback) {
    this.#queue = this.#queue.then(callback)
  }

  beforeEach (callback) {
    this.#before.push(callback)
  }

  afterEach (callback) {
    this.#after.push(callback)
  }

  comment () {}

  pass () {
    return true
  }

  fail (message = 'failed') {
    const error = new Bail(message)
    this.#run.fail({ message: typeof message === 'string' ? message : 'failed' })
    throw error
  }

  #assert (passed, message, fallback) {
    return passed ? true : this.fail(typeof message === 'string' ? message : fallback)
  }

  ok (value, message) {
    return this.#assert(value, message, `not ok: ${value}`)
  }

  notOk (value, message) {
    return this.#assert(!value, message, `ok: ${value}`)
  }

  equal (found, wanted, message) {
    return this.#assert(found === wanted, message, `${show(found)} is not ${show(wanted)}`)
  }

  not (found, unwanted, message) {
    return this.#assert(found !== unwanted, message, `is ${show(found)}`)
  }

  same (found, wanted, message) {
    return this.#assert(same(found, wanted).match, message, 'not the same')
  }

  notSame (found, unwanted, message) {
    return this.#assert(!same(found, unwanted).match, message, 'the same')
  }

  strictSame (found, wanted, message) {
    return this.#assert(strict(found, wanted).match, message, 'not strictly the same')
  }

  match (found, wanted, message) {
    return this.#assert(match(found, wanted).match, message, 'no match')
  }

  notMatch (found, unwanted, message) {
    return this.#assert(!match(found, unwanted).match, message, 'a match')
  }

  type (value, type, message) {
    const actual = typeof value
    const is = typeof type === 'function' ? value instanceof type : actual === type
    return this.#assert(is, message, 'another type')
  }

  throws (callback, ...expected) {
    let error
    try {
      callback()
    } catch (thrown) {
      error = thrown
      return this.#rejected(error, expected)
    }
    return this.fail('did not throw')
  }

  doesNotThrow (callback, message) {
    try {
      callback()
      return true
    } catch (error) {
      return this.fail(message ?? String(error))
    }
  }

  async rejects (subject, ...expected) {
    try {
      await (typeof subject === 'function' ? subject() : subject)
    } catch (error) {
      return this.#rejected(error, expected)
    }
    return this.fail('did not reject')
  }

  async resolves (subject, message) {
    try {
      return await (typeof subject === 'function' ? subject() : subject)
    } catch (error) {
      return this.fail(message ?? String(error))
    }
  }

  #rejected (error, [wanted]) {
    if (error instanceof Bail) throw error
    if (wanted === undefined || wanted === null || typeof wanted === 'string') return error
    // As tap does, so that a pattern may have the name.
    if (error?.name) {
      Object.defineProperty(error, 'name', {
        value: `${error.name}`,
        enumerable: true,
        configurable: true,
        writable: true
      })
    }
    this.match(wanted instanceof RegExp ? error.message : error, wanted, 'another error')
    return error
  }

  intercept (object, name, descriptor) {
    const before = Object.getOwnPropertyDescriptor(object, name)
    Object.defineProperty(object, name, { configurable: true, ...descriptor })
    const restore = () => {
      if (before === undefined) delete object[name]
      else Object.defineProperty(object, name, before)
    }
    this.teardown(restore)
    return Object.assign(() => [], { restore })
  }

  get testdirName () {
    return (this.#folder ??= mkdtempSync(join(tmpdir(), 'mutate-')))
  }

  testdir (content = {}) {
    fill(this.testdirName, content)
    return this.testdirName
  }

  fixture (type, content) {
    return new Fixture(type, content)
  }
}

class Fixture {
  constructor (type, content) {
    this.type = type
    this.content = content
  }
}

function fill (folder, content) {
  mkdirSync(folder, { recursive: true })
  for (const [name, value] of Object.entries(content)) {
    const path = join(folder, name)
    if (value instanceof Fixture && value.type === 'symlink') symlinkSync(value.content, path)
    else if (typeof value === 'string' || Buffer.isBuffer(value)) writeFileSync(path, value)
    else fill(path, value instanceof Fixture ? value.content : value)
  }
}

function show (value) {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(typeof value)
}
