/** A browser without JavaScript: fetch with a cookie jar, and the forms of pages. */
export interface Shown {
  status: number
  url: string
  headers: Headers
  text: string
  /** Where it redirects to. */
  location: string | undefined
}

export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #origin: string

  constructor (origin: string) {
    this.#origin = origin
  }

  /** Opens a page, and follows redirects as long as they stay on the server. */
  async open (path: string, init: RequestInit = {}): Promise<Shown> {
    const shown = await this.request(path, init)
    const isOwn = shown.location?.startsWith('/') ?? false
    return isOwn ? await this.open(shown.location as string) : shown
  }

  async request (path: string, { headers, ...init }: RequestInit = {}): Promise<Shown> {
    const url = new URL(path, this.#origin).href
    const cookie = Array.from(this.cookies, pair => pair.join('=')).join('; ')
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { cookie, ...(headers as Record<string, string>) }
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    const location = response.headers.get('location') ?? undefined
    return { status: response.status, url, headers: response.headers, text: await response.text(), location }
  }

  /** Sends a form of a page: the first with a field or button of the first name that is given. */
  async submit (
    page: Shown,
    values: Record<string, string>,
    headers: Record<string, string> = {}
  ): Promise<Shown> {
    const [name = ''] = Object.keys(values)
    const forms = page.text.match(/<form[\s\S]*?<\/form>/g) ?? []
    const form = forms.find(form => form.includes(`name="${name}"`))
    if (form === undefined) throw new Error(`No form with ${name} in ${page.url}: ${page.text}`)
    const action = unescaped(/action="([^"]*)"/.exec(form)?.[1] ?? '')
    const csrf = /name="_csrf" value="([^"]*)"/.exec(form)?.[1] ?? ''
    const body = new URLSearchParams({ _csrf: csrf, ...values })
    return await this.open(action, { method: 'POST', body, headers })
  }

  /** Follows the link with this text. */
  async follow (page: Shown, text: string): Promise<Shown> {
    const links = [...page.text.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g)]
    const href = links.find(([, , name]) => name === text)?.[1]
    if (href === undefined) throw new Error(`No link ${text} in ${page.url}: ${page.text}`)
    return await this.open(unescaped(href))
  }

  #keep (line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const [name = '', value = ''] = pair.split('=')
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

export function unescaped (text: string): string {
  return text
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
}

/** The parameters that a redirect to the callback has. */
export function returned ({ location = '' }: Shown): Record<string, string> {
  const [, text = ''] = location.split(/[?#](.*)/)
  return Object.fromEntries(new URLSearchParams(text))
}
