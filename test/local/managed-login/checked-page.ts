import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { checkAccessibility, STILL } from '../../browser/axe.js'
import { openPage } from '../../browser/chromium.js'
import type { Managed } from './managed.js'

/** A page of Chromium, with the checks and forms that it sends. */
export async function openChecked (t: Test, { local }: Pick<Managed, 'local'>) {
  const page = await openPage(t, STILL)
  return {
    page,
    open: async (path: string) => page.goto(new URL(path, local.endpoint).href),
    /** Sends the form that has the fields, each by its name. */
    submit: async (values: Record<string, string>) => submit(page, values),
    /** Clicks a button by its name and value. */
    press: async (name: string, value = 'yes') => {
      await page.locator(`button[name="${name}"][value="${value}"]`).click()
    },
    /** Checks the page, which has this heading. */
    check: async (title: string, name = title) => {
      await page.getByRole('heading', { name: title, exact: true }).waitFor()
      await checkAccessibility(t, page, name)
    },
    /** Waits until the application has a code. */
    returned: async () => page.waitForURL('**/callback?code=**')
  }
}

async function submit (page: Page, values: Record<string, string>): Promise<void> {
  const [first = ''] = Object.keys(values)
  const form = page.locator('form', { has: page.locator(`[name="${first}"]`) })
  for (const [name, value] of Object.entries(values)) await form.locator(`[name="${name}"]`).fill(value)
  // As a browser without validation of forms sends it, so that pages show their problem.
  await form.evaluate((element: { noValidate: boolean }) => { element.noValidate = true })
  await form.locator('button:not([name])').click()
}
