import { fork } from 'node:child_process'
import { RUNS_OF_WORKER } from './config.js'

const PROGRAM = new URL('worker.js', import.meta.url).pathname

/** A process that runs test files. It is replaced when it hangs, and after a number of runs. */
export class Worker {
  #process = null
  #ready
  #runs = 0

  /**
   * Runs a test file, and resolves with the result; its `failure` has `timeout` if it took longer than the
   * limit, in milliseconds.
   */
  async run (message, limit) {
    if (this.#process === null || this.#runs >= RUNS_OF_WORKER) await this.#start()
    this.#runs++
    const worker = this.#process
    return new Promise(resolve => {
      const settle = result => {
        clearTimeout(timer)
        worker.off('message', settle)
        worker.off('exit', exited)
        resolve(result)
      }
      const exited = () => {
        this.#process = null
        settle({ failure: { message: 'the process ended', test: '', uncaught: true }, duration: limit })
      }
      const timer = setTimeout(() => {
        this.#process = null
        settle({ failure: { message: 'takes too long', test: '', timeout: true }, duration: limit })
        worker.kill('SIGKILL')
      }, limit)
      worker.on('message', settle)
      worker.on('exit', exited)
      worker.send(message)
    })
  }

  async #start () {
    this.stop()
    this.#runs = 0
    const stderr = process.env.MUTATE_DEBUG ? 'inherit' : 'ignore'
    this.#process = fork(PROGRAM, { stdio: ['ignore', stderr, stderr, 'ipc'], serialization: 'advanced' })
    await new Promise(resolve => this.#process.once('message', resolve))
  }

  stop () {
    this.#process?.kill('SIGKILL')
    this.#process = null
  }
}
