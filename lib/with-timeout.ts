/**
 * Runs work with a signal that aborts it after a timeout, in milliseconds. The promise rejects at the timeout
 * even if the work ignores the signal, as the SDK's search for AWS credentials does.
 *
 * The timer ends with the work. That of `AbortSignal.timeout()` would keep the signal and its listeners in
 * memory until the timeout, and then abort work that has ended.
 *
 * @param error - returns the error of the timeout. Defaults to a `TimeoutError`
 */
export async function withTimeout<Result> (
  timeout: number,
  work: (signal: AbortSignal) => Promise<Result>,
  error: () => Error = timeoutError
): Promise<Result> {
  const controller = new AbortController()
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const reason = error()
      reject(reason)
      controller.abort(reason)
    }, timeout)
    work(controller.signal)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer)
      })
  })
}

function timeoutError (): DOMException {
  return new DOMException('The operation was aborted due to timeout', 'TimeoutError')
}
