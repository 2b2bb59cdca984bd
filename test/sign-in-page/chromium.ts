import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { freePort } from '../examples/process.js'
import { openPage, type PageOptions } from '../browser/chromium.js'
import { buildPages } from './visitor.js'

/** Starts an application with the sign-in page at a port, and opens a browser. */
export async function openPages (
  t: Test,
  cognito: Parameters<typeof buildPages>[1],
  { browser = {}, port, ...options }: Parameters<typeof buildPages>[2] & {
    browser?: PageOptions
    port?: number
  } = {}
) {
  const chosen = port ?? (await freePort())
  const origin = `http://localhost:${chosen}`
  const { app } = await buildPages(t, cognito, {
    ...options,
    session: { origin },
    after: app => {
      app.get('/', async () => 'home')
      app.get('/account', { preHandler: app.requireSignIn() }, async request => `hello, ${request.currentUser?.id}`)
    }
  })
  await app.listen({ port: chosen, host: 'localhost' })
  const page = await openPage(t, browser)
  return { app, page, origin, problems: problemsOf(page) }
}

/** Collects what a page reports as errors: scripts that fail, and what its policy blocks. */
function problemsOf (page: Page): string[] {
  const problems: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', error => problems.push(error.message))
  return problems
}
