/** HTML that is already escaped. */
class Html {
  readonly text: string

  constructor (text: string) {
    this.text = text
  }
}

export type { Html }

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

const escape = (text: string) => text.replace(/[&<>"']/g, character => ENTITIES[character] as string)

/** Returns HTML with every value escaped, unless the value is escaped HTML itself. */
export function html (strings: TemplateStringsArray, ...values: readonly (string | Html | null)[]): Html {
  const texts = values.map(value => (value instanceof Html ? value.text : escape(value ?? '')))
  return new Html(strings.reduce((text, string, index) => text + (texts[index - 1] as string) + string))
}

export function page (title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title}</title>
      <h1>${title}</h1>
      ${body}
    </html> `.text
}
