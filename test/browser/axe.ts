import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Frame, Page } from 'playwright-core'
import type { Test } from 'tap'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The success criteria of WCAG 2.0 to 2.2 at levels A and AA, and axe's best practices. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']

const SIZES = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 360, height: 740 }
} as const

/** The options of a page to check: without transitions, whose colors would be between two schemes. */
export const STILL = { reducedMotion: 'reduce' } as const

/** Asserts that axe finds no violation, in light and dark, at the widths of a desktop and a phone. */
export async function checkAccessibility (
  t: Test,
  page: Page,
  name: string,
  sizes: readonly (keyof typeof SIZES)[] = ['desktop', 'phone'],
  schemes: readonly ('light' | 'dark')[] = ['light', 'dark']
): Promise<void> {
  // axe checks a frame if it is loaded there, too; otherwise each run waits for the frame.
  for (const frame of page.frames()) await load(frame)
  for (const size of sizes) {
    await page.setViewportSize(SIZES[size])
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme })
      t.strictSame(await page.evaluate(VIOLATIONS), [], `${name}, ${colorScheme}, ${size}`)
    }
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    t.equal(overflow, 0, `${name}, ${size}: it does not scroll sideways`)
  }
}

/** Evaluating axe takes longer than running it: once for a document. */
async function load (frame: Frame): Promise<void> {
  if (!(await frame.evaluate('"axe" in globalThis'))) await frame.evaluate(AXE)
}

/** Of the other results, which are many, axe describes one element of each rule. */
const OPTIONS = {
  runOnly: { type: 'tag', values: TAGS },
  resultTypes: ['violations', 'incomplete'],
  selectors: false
}

/** Returns the rules that are violated with their elements. A contrast that axe cannot compute is one. */
const VIOLATIONS = `axe.run(document, ${JSON.stringify(OPTIONS)}).then(({ violations, incomplete }) => {
  const unknown = incomplete.filter(({ id }) => id === 'color-contrast')
  return [...violations, ...unknown].flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => id + ': ' + html + ': ' + failureSummary)
  )
})`
