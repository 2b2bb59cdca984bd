import type { AppClient } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import { classicCss, imageUrl, setting, styleSettings, type Mode } from './branding.js'

type Variables = Readonly<Record<string, string>>

const LIGHT: Variables = {
  '--page': '#f1f3f7',
  '--card': '#ffffff',
  '--edge': '#dfe3ea',
  '--heading': '#101725',
  '--text': '#2c3548',
  '--soft': '#586276',
  '--field': '#ffffff',
  '--line': '#7c869a',
  '--accent': '#2454d6',
  '--accent-hover': '#1c43ad',
  '--on-accent': '#ffffff',
  '--link': '#2454d6',
  '--other': '#ffffff',
  '--other-line': '#c3cad6',
  '--on-other': '#2c3548',
  '--focus': '#2454d6',
  '--bad': '#b3120a',
  '--bad-back': '#fdf0ef',
  '--good-back': '#e9f5ee',
  '--shadow': '0 1px 2px rgb(16 23 37 / 6%), 0 12px 32px rgb(16 23 37 / 8%)'
}

const DARK: Variables = {
  '--page': '#0d121c',
  '--card': '#161d2b',
  '--edge': '#29334a',
  '--heading': '#f3f5fa',
  '--text': '#d5dae5',
  '--soft': '#a3adc2',
  '--field': '#0d121c',
  '--line': '#66718a',
  '--accent': '#8fb0ff',
  '--accent-hover': '#b3c8ff',
  '--on-accent': '#0b1633',
  '--link': '#9dbaff',
  '--other': '#161d2b',
  '--other-line': '#46536f',
  '--on-other': '#d5dae5',
  '--focus': '#8fb0ff',
  '--bad': '#ff9d96',
  '--bad-back': '#391a1c',
  '--good-back': '#14301f',
  '--shadow': 'none'
}

/** Colors of a branding style by the paths of its settings, where `*` is the mode. */
const COLORS: Variables = {
  '--page': 'components.pageBackground.*.color',
  '--card': 'components.form.*.backgroundColor',
  '--edge': 'components.form.*.borderColor',
  '--heading': 'components.pageText.*.headingColor',
  '--text': 'components.pageText.*.bodyColor',
  '--soft': 'components.pageText.*.descriptionColor',
  '--label': 'componentClasses.inputLabel.*.textColor',
  '--field': 'componentClasses.input.*.defaults.backgroundColor',
  '--line': 'componentClasses.input.*.defaults.borderColor',
  '--accent': 'components.primaryButton.*.defaults.backgroundColor',
  '--accent-hover': 'components.primaryButton.*.hover.backgroundColor',
  '--on-accent': 'components.primaryButton.*.defaults.textColor',
  '--link': 'componentClasses.link.*.defaults.textColor',
  '--other': 'components.secondaryButton.*.defaults.backgroundColor',
  '--other-line': 'components.secondaryButton.*.defaults.borderColor',
  '--on-other': 'components.secondaryButton.*.defaults.textColor',
  '--idp': 'components.idpButton.standard.*.defaults.backgroundColor',
  '--idp-line': 'components.idpButton.standard.*.defaults.borderColor',
  '--on-idp': 'components.idpButton.standard.*.defaults.textColor',
  '--focus': 'componentClasses.focusState.*.borderColor'
}

/** Radii of a branding style in pixels. */
const RADII: Variables = {
  '--card-radius': 'components.form.borderRadius',
  '--button-radius': 'componentClasses.buttons.borderRadius',
  '--field-radius': 'componentClasses.input.borderRadius'
}

const RULES = `* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; align-items: center;
  justify-content: center; gap: 1.25rem; padding: 2rem 1rem; background: var(--page) center / cover no-repeat;
  color: var(--text); font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif }
main { width: 100%; max-width: 27rem; padding: 2.25rem; background: var(--card);
  border: 1px solid var(--edge); border-radius: var(--card-radius, 1rem); box-shadow: var(--shadow) }
h1 { margin: 0 0 1.5rem; color: var(--heading); font-size: 1.5rem; line-height: 1.25;
  letter-spacing: -0.01em; overflow-wrap: anywhere }
p { margin: 0 0 1rem; overflow-wrap: anywhere }
main > :last-child { margin-bottom: 0 }
.logo { display: block; max-width: 60%; max-height: 4.5rem; margin: 0 auto 1.5rem }
.app, .hint, .terms, footer { color: var(--soft); font-size: 0.875rem }
.app { margin-bottom: 0.25rem; font-weight: 600 }
.hint { margin-bottom: 0.375rem }
.links { margin: 1.25rem 0 0; text-align: center }
.links + .links { margin-top: 0.5rem }
.field { margin-bottom: 1.125rem }
label { display: block; margin-bottom: 0.375rem; color: var(--label, var(--heading)); font-weight: 600;
  font-size: 0.9375rem }
input { width: 100%; min-height: 2.875rem; padding: 0.5rem 0.875rem; border: 1px solid var(--line);
  border-radius: var(--field-radius, 0.5rem); background: var(--field); color: var(--heading);
  font: inherit }
input[inputmode=numeric] { font-variant-numeric: tabular-nums; letter-spacing: 0.15em }
input[aria-invalid] { border-color: var(--bad) }
button, .button { display: block; width: 100%; min-height: 2.875rem; margin-bottom: 0.75rem;
  padding: 0.625rem 1rem; border: 1px solid var(--accent); border-radius: var(--button-radius, 0.5rem);
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; cursor: pointer; transition: background-color 120ms }
button:hover { background: var(--accent-hover); border-color: var(--accent-hover) }
form:last-child > button:last-child { margin-bottom: 0 }
.secondary, .secondary:hover { background: var(--other); border-color: var(--other-line);
  color: var(--on-other) }
.idp, .idp:hover { background: var(--idp, var(--other)); border-color: var(--idp-line, var(--other-line));
  color: var(--on-idp, var(--on-other)) }
.secondary:hover { border-color: var(--on-other) }
.idp:hover { border-color: var(--on-idp, var(--on-other)) }
.or { display: flex; align-items: center; gap: 0.75rem; margin: 1.25rem 0; color: var(--soft);
  font-size: 0.875rem }
.or::before, .or::after { content: ''; flex: 1; border-top: 1px solid var(--edge) }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
a { color: var(--link); text-underline-offset: 0.15em }
.error { margin: 0.375rem 0 0; color: var(--bad); font-size: 0.875rem }
.error[role=status]:not(:empty) { margin-bottom: 0.75rem }
.alert, .notice { padding: 0.75rem 1rem; border-radius: 0.5rem }
.alert { background: var(--bad-back); color: var(--bad) }
.notice { background: var(--good-back); color: var(--heading) }
.qr { width: 12rem; margin: 0 auto 1rem; padding: 0.5rem; border-radius: 0.5rem; background: #fff;
  color: #000 }
.qr svg { display: block; width: 100% }
code { padding: 0.125rem 0.375rem; border-radius: 0.25rem; background: var(--page); color: var(--heading);
  font-size: 0.9375rem; overflow-wrap: anywhere; -webkit-box-decoration-break: clone;
  box-decoration-break: clone }
footer { padding: 0 1rem; text-align: center }
@media (max-width: 30rem) {
  body { justify-content: flex-start; padding: 1rem }
  main { padding: 1.75rem 1.25rem }
}
@media (prefers-reduced-motion: reduce) { button, .button { transition: none } }
`

/** Returns the style sheet of an app client's pages, with the colors of its branding. */
export function styleSheet (pool?: UserPool, client?: AppClient): string {
  if (pool === undefined || client === undefined) return sheet(LIGHT, DARK, 'DYNAMIC')
  const settings = styleSettings(pool, client)
  const css = classicCss(pool, client)
  // CSS of the classic hosted UI is made for light pages.
  const mode = css === undefined ? setting(settings, 'categories.global.colorSchemeMode') : 'LIGHT'
  const shared = radii(settings)
  const light = { ...LIGHT, ...shared, ...colors(settings, 'light'), ...background(pool, client, 'LIGHT') }
  const dark = { ...DARK, ...shared, ...colors(settings, 'dark'), ...background(pool, client, 'DARK') }
  return sheet(light, dark, mode) + (css ?? '')
}

function sheet (light: Variables, dark: Variables, mode: unknown): string {
  if (mode === 'LIGHT') return root('light', light) + RULES
  if (mode === 'DARK') return root('dark', dark) + RULES
  return `${root('light dark', light)}@media (prefers-color-scheme: dark) { ${root('dark', dark)}}\n${RULES}`
}

function root (scheme: string, variables: Variables): string {
  const { '--image': image, ...rest } = variables
  const declarations = Object.entries(rest).map(([name, value]) => `${name}: ${value}`)
  const body = image === undefined ? 'background-image: none' : `background-image: ${image}`
  return `:root { color-scheme: ${scheme}; ${declarations.join('; ')} }\nbody.page { ${body} }\n`
}

/** Eight hexadecimal digits, as AWS writes colors; anything else is left out. */
const COLOR = /^[\da-f]{6}([\da-f]{2})?$/i

function colors (settings: unknown, mode: 'light' | 'dark'): Variables {
  const entries = Object.entries(COLORS).map(([name, path]) => [
    name,
    setting(settings, path.replace('*', `${mode}Mode`))
  ])
  const known = entries.filter(([, value]) => typeof value === 'string' && COLOR.test(value))
  return Object.fromEntries(known.map(([name, value]) => [name, `#${value}`]))
}

function radii (settings: unknown): Variables {
  const entries = Object.entries(RADII).map(([name, path]) => [name, setting(settings, path)])
  const known = entries.filter(([, value]) => typeof value === 'number' && value >= 0)
  return Object.fromEntries(known.map(([name, value]) => [name, `${value}px`]))
}

function background (pool: UserPool, client: AppClient, mode: Mode): Variables {
  const url = imageUrl(pool, client, 'PAGE_BACKGROUND', mode)
  return url === undefined ? {} : { '--image': `url("${url}")` }
}
