/** The style of all pages, in light and dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --accent: light-dark(#1d4ed8, #93b4ff); --on-accent: light-dark(#fff, #0b1220);
  --background: light-dark(#f6f7f9, #0f141c); --surface: light-dark(#fff, #18202c);
  --border: light-dark(#d5dae2, #334055); --quiet: light-dark(#475467, #a9b4c4);
  font: 1rem/1.5 system-ui, sans-serif
}
* { box-sizing: border-box }
body { background: var(--background); margin: 0 }
header { align-items: center; background: var(--surface); border-bottom: 1px solid var(--border); display: flex;
  flex-wrap: wrap; gap: 0.5rem 1rem; justify-content: space-between; padding: 0.75rem 1.25rem }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem }
nav a { padding: 0.25rem 0 }
main { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1.25rem 3rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem }
h2 { font-size: 1.125rem; margin: 0 0 0.5rem }
a { color: var(--accent) }
.lead { font-size: 1.125rem; max-width: 44rem }
.columns { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr) }
@media (min-width: 52rem) { .columns { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr) } }
section, .card { background: var(--surface); border: 1px solid var(--border); border-radius: 0.75rem;
  margin: 0 0 1.25rem; padding: 1.25rem }
section p, section dl { margin: 0.25rem 0 0.75rem }
section > :last-child { margin-bottom: 0 }
.choices { list-style: none; margin: 0; padding: 0 }
.choices p { color: var(--quiet) }
dt { color: var(--quiet) }
dd { margin: 0 0 0.75rem; overflow-wrap: anywhere }
code { overflow-wrap: anywhere }
.button, button { background: var(--accent); border: 1px solid var(--accent); border-radius: 0.5rem;
  color: var(--on-accent); cursor: pointer; display: inline-block; font: inherit; min-height: 2.75rem;
  padding: 0.55rem 1.25rem; text-decoration: none }
.secondary, .quiet { background: transparent; color: var(--accent) }
.quiet { border-color: var(--border); min-height: 2.25rem; padding: 0.3rem 0.85rem }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
iframe { background: var(--surface); border: 1px solid var(--border); border-radius: 0.5rem; height: 16rem;
  width: 100% }
.table { overflow-x: auto }
table { background: var(--surface); border: 1px solid var(--border); border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid var(--border); padding: 0.5rem; text-align: start }
td:first-child { overflow-wrap: anywhere }
td:nth-child(2) { font-size: 0.9375rem }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem }
.mailbox { background: var(--surface) }
.mailbox main { padding: 0.75rem 1rem }
.mailbox h1 { font-size: 1rem; margin: 0 0 0.5rem }
.mailbox ul { list-style: none; margin: 0; padding: 0 }
.mailbox li { border-top: 1px solid var(--border); padding: 0.5rem 0 }
.mailbox strong { display: block; font: 600 1.125rem ui-monospace, monospace }
.mailbox span { color: var(--quiet); overflow-wrap: anywhere }
`
