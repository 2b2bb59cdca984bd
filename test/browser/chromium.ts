import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import root, { type Test } from 'tap'

const BROWSER = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  process.env['CHROMIUM'] ?? ''
].find(path => existsSync(path))

/** For `t.test`'s skip: whether a browser is installed. */
export const skip =
  BROWSER === undefined &&
  'LEFT OUT: it needs Chromium. Run apt-get install chromium, or set CHROMIUM to the path of a browser.'

/** How long a start, a page or an element may take, in milliseconds: a busy machine is slow. */
const PATIENCE = 120_000

let launched: Promise<Browser> | undefined

/** One browser for all test files of a process. */
async function launch (): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: BROWSER as string,
    timeout: PATIENCE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync'
    ]
  })
  // The parent of a file's test is the test of the process.
  const { t } = root.parent ?? root
  t.teardown(() => browser.close())
  return browser
}

/** Opens a page with its own cookies and storage, which is closed when the test ends. */
export async function openPage (t: Test, options: BrowserContextOptions = {}): Promise<Page> {
  launched ??= launch()
  const context = await (await launched).newContext(options)
  context.setDefaultTimeout(PATIENCE)
  t.teardown(() => context.close())
  return await context.newPage()
}
