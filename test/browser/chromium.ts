import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'
import root, { type Test } from 'tap'

const BROWSER = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  process.env['CHROMIUM'] ?? ''
].find(path => existsSync(path))

/** For `t.test`: whether there is a browser to test in. */
export const skip =
  BROWSER === undefined &&
  'LEFT OUT: it needs Chromium. Run apt-get install chromium, or set CHROMIUM to the path of a browser.'

let launched: Promise<Browser> | undefined

/** One browser for a file of tests. */
async function launch (): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: BROWSER as string,
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
  root.teardown(() => browser.close())
  return browser
}

/** A page with cookies and storage of its own, which is closed with its test. */
export async function openPage (t: Test): Promise<Page> {
  launched ??= launch()
  const context = await (await launched).newContext()
  t.teardown(() => context.close())
  return await context.newPage()
}
