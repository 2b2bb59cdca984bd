import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('./heap-child.js', import.meta.url))

/**
 * Measures the bytes that a cached token takes beyond its own text: the heap of a process after serving all
 * tokens, minus that of a process without the cache.
 */
export async function measureHeap ({ userPoolId, clientId }, jwks, tokens) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-heap-'))
  const file = join(folder, 'tokens')
  writeFileSync(file, tokens.map(token => `${token}\n`).join(''))
  try {
    const options = { userPoolId, clientId, jwks }
    const cached = await heapAfter(file, { ...options, tokenCache: { max: tokens.length } })
    const uncached = await heapAfter(file, { ...options, tokenCache: false })
    return (cached - uncached) / tokens.length - tokens[0].length
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function heapAfter (file, options) {
  const child = fork(CHILD, [file, JSON.stringify(options)], { execArgv: ['--expose-gc'] })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the process ended with code ${code}`)
  })
  const [bytes] = await Promise.race([once(child, 'message'), failed])
  return bytes
}
