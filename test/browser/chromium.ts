import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import root, { type Test } from 'tap'

const installed = (...paths: string[]) => paths.find(path => existsSync(path))

/** A browser that users have. */
const FULL_BROWSER = installed(
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome'
)

/** Chromium without its user interface: the tests of pages take about 40 % less CPU time. */
const HEADLESS_SHELL = installed('/usr/bin/chromium-headless-shell')

const BROWSER = HEADLESS_SHELL ?? FULL_BROWSER

/** Whether a page with `isFullBrowser` is opened in the browser that users have. */
export const hasFullBrowser = FULL_BROWSER !== undefined

/** For `t.test`'s skip: whether a browser is installed. */
export const skip =
  BROWSER === undefined &&
  'LEFT OUT: it needs Chromium. Run apt-get install chromium-headless-shell, or set CHROMIUM to the path ' +
    'of a browser.'

/** How long a start, a page or an element may take, in milliseconds: a busy machine is slow. */
const PATIENCE = 120_000

const launched = new Map<string, Promise<Browser>>()

async function launch (executablePath: string): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath,
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

export interface PageOptions extends BrowserContextOptions {
  /** Opens the page in the browser that users have, if it is installed. Defaults to false. */
  isFullBrowser?: boolean
}

/** Opens a page with its own cookies and storage, which is closed when the test ends. */
export async function openPage (
  t: Test,
  { isFullBrowser = false, ...options }: PageOptions = {}
): Promise<Page> {
  const path = (isFullBrowser ? FULL_BROWSER : undefined) ?? BROWSER
  if (path === undefined) throw new Error('no browser is installed')
  // One browser for all test files of a process.
  const browser = launched.get(path) ?? launch(path)
  launched.set(path, browser)
  const context = await (await browser).newContext(options)
  context.setDefaultTimeout(PATIENCE)
  t.teardown(() => context.close())
  return await context.newPage()
}
