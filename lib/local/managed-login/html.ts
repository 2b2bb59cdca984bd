const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

/** Markup. Only `html` and `rawHtml` create it, so that no text becomes markup by accident. */
export class Html {
  readonly #markup: string

  constructor (markup: string) {
    this.#markup = markup
  }

  toString (): string {
    return this.#markup
  }
}

/** A value of a template: undefined and false are left out. */
export type Value = Html | string | number | false | undefined | readonly Value[]

/**
 * Builds markup from a template and escapes each value that is not markup itself. Values belong between tags
 * and into attributes in double quotes, nowhere else.
 */
export function html (parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.reduce((markup, part, index) => `${markup}${escape(values[index - 1])}${part}`))
}

/** Returns text as markup without escaping it, such as an image that a library has created. */
export function rawHtml (markup: string): Html {
  return new Html(markup)
}

function escape (value: Value): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Html) return String(value)
  if (Array.isArray(value)) return value.map(escape).join('')
  return String(value).replaceAll(/[&<>"']/g, character => ESCAPES[character] as string)
}
