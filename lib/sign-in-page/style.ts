import type { Colors } from '../options/sign-in-page-colors.js'
import type { SignInPageSettings } from '../options/sign-in-page-settings.js'

/** The path of the style sheet, below the prefix. */
export const STYLE_PATH = '/sign-in/style.css'

const RULES = `*, ::before, ::after { box-sizing: border-box }
body { margin: 0; min-height: 100vh; min-height: 100svh; display: flex; align-items: center;
  justify-content: center; padding: 2rem 1rem; background: var(--background); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif }
main { width: 100%; max-width: 26rem; padding: 2.25rem; border: 1px solid var(--line);
  border-radius: 0.875rem; background: var(--surface) }
h1 { margin: 0 0 1.5rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em;
  overflow-wrap: anywhere }
p { margin: 0 0 1rem; overflow-wrap: anywhere }
main > :last-child { margin-bottom: 0 }
form > :last-child { margin-bottom: 0 }
.logo { display: block; max-width: 70%; max-height: 4rem; margin: 0 0 1.5rem }
.title { margin-bottom: 0.25rem; color: var(--secondary-text); font-weight: 600 }
.field { margin-bottom: 1.125rem }
label { display: block; margin-bottom: 0.375rem; font-weight: 600; font-size: 0.9375rem }
.hint { margin-bottom: 0.375rem; color: var(--secondary-text); font-size: 0.875rem }
input, select { width: 100%; min-height: 2.875rem; padding: 0.5rem 0.75rem; border: 1px solid var(--border);
  border-radius: 0.5rem; background: var(--surface); color: var(--text); font: inherit }
input[inputmode=numeric] { font-variant-numeric: tabular-nums; letter-spacing: 0.12em }
.check { display: flex; align-items: center; gap: 0.75rem; flex-direction: row-reverse;
  justify-content: flex-end }
.check label { margin: 0 }
.check input { width: 1.5rem; min-height: 1.5rem; accent-color: var(--accent) }
[aria-invalid] { border-color: var(--error); border-width: 2px }
.error { margin: 0.375rem 0 0; color: var(--error); font-size: 0.875rem; font-weight: 600 }
.alert, .notice { padding: 0.75rem 1rem; border: 1px solid var(--line); border-left: 4px solid var(--accent);
  border-radius: 0.375rem }
.alert { border-left-color: var(--error); color: var(--error); font-weight: 600 }
button, a.other { display: block; width: 100%; min-height: 2.875rem; margin: 0 0 0.75rem;
  padding: 0.625rem 1rem; border: 1px solid var(--accent); border-radius: 0.5rem; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  cursor: pointer }
button:hover { text-decoration: underline; text-underline-offset: 0.2em }
.field + button { margin-top: 1.5rem }
button.other, a.other { border-color: var(--border); background: var(--surface); color: var(--text) }
button.other:hover, a.other:hover { border-color: var(--text) }
.or { display: flex; align-items: center; gap: 0.75rem; margin: 1.25rem 0; color: var(--secondary-text);
  font-size: 0.875rem }
.or::before, .or::after { content: ''; flex: 1; border-top: 1px solid var(--line) }
form + .link, .other + .link { margin-top: 1.5rem }
.link { margin: 0.25rem 0 0; font-size: 0.9375rem }
.link a { display: inline-block; padding: 0.25rem 0 }
a { color: var(--accent); text-underline-offset: 0.2em }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.alert:focus { outline: 0 }
.qr { width: 12rem; margin: 0 auto 1rem; padding: 0.5rem; border-radius: 0.5rem; background: #fff;
  color: #000 }
.qr svg { display: block; width: 100%; height: auto }
.key { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.9375rem }
.passkey .error:empty { display: none }
.passkey { margin-top: 0.75rem }
[hidden] { display: none }
@media (max-width: 30rem) {
  body { align-items: flex-start; padding: 0; background: var(--surface) }
  main { max-width: none; padding: 2rem 1.25rem; border: 0; border-radius: 0 }
}
@media (forced-colors: active) { .alert, .notice { border-left-width: 1px } }
`

/** Returns the style sheet of the pages. */
export function styleSheet ({ colors: { light, dark } }: Pick<SignInPageSettings, 'colors'>): string {
  return `:root { color-scheme: light dark; ${declarations(light, '#dde1e8')} }
@media (prefers-color-scheme: dark) { :root { ${declarations(dark, '#2c364a')} } }
${RULES}`
}

/** @param line - the color of lines that only decorate */
function declarations (colors: Colors, line: string): string {
  const names = Object.entries(colors).map(([name, value]) => {
    const property = name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
    return `--${property}: ${value}`
  })
  return [...names, `--line: ${line}`].join('; ')
}
