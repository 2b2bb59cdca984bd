import t from 'tap'
import { Browser, unescaped, type Shown } from './browser.js'
import { addOAuthClient, startManaged, type Managed } from './managed.js'

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex')
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

const SETTINGS = {
  categories: { global: { colorSchemeMode: 'DYNAMIC', spacingDensity: 'REGULAR' } },
  components: {
    pageBackground: { lightMode: { color: 'fff4e6ff' }, darkMode: { color: '1a1206ff' } },
    primaryButton: {
      lightMode: { defaults: { backgroundColor: 'b35900ff', textColor: 'ffffffff' } },
      darkMode: { defaults: { backgroundColor: 'url(https://evil.example.com)', textColor: '}</style>' } }
    },
    form: { borderRadius: 24 }
  }
}

async function styleSheet (browser: Browser, page: Shown): Promise<string> {
  const href = unescaped(/<link rel="stylesheet" href="([^"]*)"/.exec(page.text)?.[1] ?? '')
  return (await browser.open(href)).text
}

/** A pool of its own, with a domain. */
async function startDomain (managed: Managed, ManagedLoginVersion: number, Domain: string) {
  const { api } = managed
  const { UserPool } = await api.createUserPool({ PoolName: Domain })
  const UserPoolId = UserPool?.Id as string
  await api.createUserPoolDomain({ UserPoolId, Domain, ManagedLoginVersion })
  const { ClientId } = await addOAuthClient(managed, { UserPoolId, ClientName: 'Shop' })
  return { UserPoolId, ClientId, open: async () => await managed.visit({ client_id: ClientId }) }
}

t.test('a branding style colors the pages and shows its images', async t => {
  const requested: string[] = []
  const managed = await startManaged(t, { log: ({ withoutEffect = [] }) => requested.push(...withoutEffect) })
  const { api } = managed
  const { UserPoolId, ClientId, open } = await startDomain(managed, 2, 'styled')
  await api.createManagedLoginBranding({
    UserPoolId,
    ClientId,
    Settings: SETTINGS,
    Assets: [
      { Category: 'FORM_LOGO', ColorMode: 'LIGHT', Extension: 'PNG', Bytes: PNG },
      { Category: 'FORM_LOGO', ColorMode: 'DARK', Extension: 'SVG', Bytes: Buffer.from(SVG) },
      { Category: 'PAGE_BACKGROUND', ColorMode: 'DYNAMIC', Extension: 'PNG', Bytes: PNG },
      { Category: 'FAVICON_SVG', ColorMode: 'DYNAMIC', Extension: 'SVG', Bytes: Buffer.from(SVG) }
    ]
  })
  t.same(requested, ['Settings.categories.global.spacingDensity', 'Assets'])
  const { browser, page } = await open()
  const css = await styleSheet(browser, page)
  t.match(css, /color-scheme: light dark;.*--page: #fff4e6ff;.*--accent: #b35900ff;.*--card-radius: 24px/)
  t.match(css, /prefers-color-scheme: dark\) \{ :root \{.*--page: #1a1206ff;.*--accent: #8fb0ff/)
  t.notMatch(css, /evil|<\/style/)
  t.match(css, /background-image: url\("\/managed-login\/image\?[\w=&]+category=PAGE_BACKGROUND&mode=DARK"\)/)
  t.match(page.text, /<link rel="icon" href="[^"]*FAVICON_SVG/)
  const image = unescaped(/<img class="logo[^"]*" src="([^"]*)" alt="Shop"/.exec(page.text)?.[1] ?? '')
  const logo = await browser.open(image)
  t.equal(logo.headers.get('content-type'), 'image/png')
  const dark = unescaped(/srcset="([^"]*)"/.exec(page.text)?.[1] ?? '')
  const svg = await browser.open(dark)
  t.equal(svg.headers.get('content-type'), 'image/svg+xml')
  t.match(
    svg.headers.get('content-security-policy'),
    /default-src 'none'.*sandbox/,
    'its script does not run'
  )
  t.equal(svg.text, SVG)
})

t.test('a style can be for one color scheme, and hide the logo', async t => {
  const managed = await startManaged(t)
  const { api } = managed
  const { UserPoolId, ClientId, open } = await startDomain(managed, 2, 'dark')
  await api.createManagedLoginBranding({
    UserPoolId,
    ClientId,
    Settings: {
      categories: { global: { colorSchemeMode: 'DARK' } },
      components: { form: { logo: { enabled: false } } }
    },
    Assets: [{ Category: 'FORM_LOGO', ColorMode: 'DYNAMIC', Extension: 'PNG', Bytes: PNG }]
  })
  const { browser, page } = await open()
  t.notMatch(page.text, '<img')
  const css = await styleSheet(browser, page)
  t.match(css, 'color-scheme: dark;')
  t.notMatch(css, 'prefers-color-scheme')
  t.equal((await browser.request('/managed-login/image?client_id=unknown')).status, 404)
  t.equal((await browser.request('/favicon.ico')).status, 204)
})

t.test('the classic hosted UI has CSS and a logo, of the app client or of all', async t => {
  const managed = await startManaged(t)
  const { api } = managed
  const { UserPoolId, ClientId, open } = await startDomain(managed, 1, 'classic')
  const set = async (CSS: string, more = {}) => await api.setUICustomization({ UserPoolId, CSS, ...more })
  const { UICustomization } = await set('.banner-customizable { background-color: lightgray; }', {
    ImageFile: PNG
  })
  const { browser, page } = await open()
  t.match(await styleSheet(browser, page), /\.banner-customizable \{ background-color: lightgray; \}$/)
  t.match(page.text, /<img class="logo logo-customizable" src="[^"]+"/)
  const logo = await browser.open(UICustomization?.ImageUrl as string)
  t.equal(logo.headers.get('content-type'), 'image/png')
  await set('/* own */ .submitButton-customizable:hover { color: #fff }', { ClientId })
  const own = await styleSheet(browser, page)
  t.match(own, '.submitButton-customizable:hover')
  t.notMatch(own, /lightgray|prefers-color-scheme/)
  const wrong = ['body { color: red }', '@import "x.css";', '.label-customizable, p { color: red }', 'x']
  for (const css of wrong) {
    await t.rejects(set(css), { name: 'InvalidParameterException' }, css)
  }
  const other = await managed.visit()
  t.notMatch(await styleSheet(other.browser, other.page), 'submitButton-customizable:hover', 'another pool')
})
