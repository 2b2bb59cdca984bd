import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth, { memorySessions, type CognitoAuthOptions } from '../../dist/index.js'
import { ENGLISH_TEXTS } from '../../dist/options/sign-in-page-texts.js'
import { settingsFrom } from '../../dist/options/settings.js'

process.env['NODE_ENV'] = 'test'

const session = { origin: 'https://app.example.com', store: memorySessions() }

const withPage = (signInPage: unknown, others: object = {}) =>
  ({
    userPoolId: 'eu-west-1_AbC123xyz',
    clientId: '1h57kf5cpq17m0eml12example',
    routes: {},
    session,
    signInPage,
    ...others
  }) as unknown as CognitoAuthOptions

t.test('the defaults of the sign-in page', async t => {
  const defaults = {
    title: null,
    logo: null,
    colors: { light: {}, dark: {} },
    texts: ENGLISH_TEXTS,
    lang: 'en',
    username: 'email',
    passkeys: false
  }
  t.strictSame(settingsFrom(withPage(true)).signInPage, defaults)
  t.strictSame(settingsFrom(withPage({})).signInPage, defaults)
  t.equal(settingsFrom(withPage(undefined)).signInPage, null)
})

t.test('options of the sign-in page', async t => {
  for (const color of [
    '#fff',
    '#FFFF',
    '#2454d6',
    '#2454d6ff',
    'rebeccapurple',
    'rgb(36 84 214 / 50%)',
    'hsl(120deg, 50%, 50%)',
    'oklch(0.5 0.1 120)'
  ]) {
    const options = withPage({ colors: { accent: color, dark: { text: color } } })
    const { colors } = settingsFrom(options).signInPage ?? {}
    t.strictSame(colors, { light: { accent: color }, dark: { text: color } })
  }
  for (const logo of ['/logo.svg', '/a/b?c=1', 'https://cdn.example.com/logo.png']) {
    t.equal(settingsFrom(withPage({ logo })).signInPage?.logo, logo)
  }
  const texts = { signIn: 'Anmelden' }
  const options = withPage({ title: 'Acme', lang: 'pt-BR', texts, username: 'phone_number' })
  t.match(settingsFrom(options).signInPage, {
    title: 'Acme',
    lang: 'pt-BR',
    texts: { signIn: 'Anmelden', signUp: 'Create an account' },
    username: 'phone_number'
  })
})

const WRONG: [string, unknown, RegExp, object?][] = [
  ['false', false, /options\.signInPage must be true, or an object \{ title, logo,.*; got false/],
  ['a text', 'yes', /options\.signInPage must be true, or an object/],
  ['another option', { tittle: 'Acme' }, /options\.signInPage\.tittle is not an option; did you mean title\?/],
  ['an empty title', { title: '' }, /signInPage\.title must be a text of 1 to 100 characters/],
  ['a color that ends its declaration', { colors: { accent: 'red; } *' } }, /colors\.accent must be a CSS color such as/],
  ['a color with a URL', { colors: { accent: 'url(//a.example)' } }, /colors\.accent must be a CSS color/],
  ['a variable', { colors: { dark: { text: 'var(--accent)' } } }, /colors\.dark\.text must be a CSS color/],
  ['a color in braces', { colors: { text: 'rgb(0 0 0)}' } }, /colors\.text must be a CSS color/],
  ['another color', { colors: { primary: 'red' } }, /signInPage\.colors\.primary is not an option/],
  ['a logo of another scheme', { logo: 'javascript:alert(1)' }, /logo must be a path such as '\/logo\.svg', or an https URL; got "java/],
  ['a logo in plain http', { logo: 'http://a.example/logo.svg' }, /signInPage\.logo must be a path/],
  ['a logo of another host', { logo: '//a.example/logo.svg' }, /signInPage\.logo must be a path/],
  ['a logo that ends the policy', { logo: "/a;script-src 'self'" }, /signInPage\.logo must be a path/],
  ['no language', { lang: 'english please' }, /signInPage\.lang must be a language tag such as 'de' or 'pt-BR'; got "eng/],
  ['a misspelt text', { texts: { signin: 'Log in' } }, /signInPage\.texts has no text "signin"; did you mean signIn\?/],
  ['an unknown text', { texts: { zzzzzz: 'x' } }, /signInPage\.texts has no text "zzzzzz"$/],
  ['a text of another type', { texts: { signIn: 5 } }, /signInPage\.texts\.signIn must be a text of 1 to 500 characters/],
  ['another name', { username: 'nickname' }, /signInPage\.username must be 'email', 'phone_number' or 'username'/],
  ['no session', true, /options\.signInPage requires the options session and routes/, { session: undefined }],
  [
    'flows without a password',
    true,
    /signInPage requires one of USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH in routes\.signIn\.flows/,
    { routes: { signIn: { flows: ['USER_SRP_AUTH'] } } }
  ],
  ['passkeys without their flow', { passkeys: true }, /signInPage\.passkeys requires USER_AUTH in routes\.signIn\.flows/],
  ['passkeys of another type', { passkeys: 'yes' }, /signInPage\.passkeys must be true or false/]
]

for (const [name, option, message, others] of WRONG) {
  t.test(`an error: ${name}`, async t => {
    const app = Fastify()
    t.teardown(() => app.close())
    await t.rejects(Promise.resolve(app.register(cognitoAuth, withPage(option, others))), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message
    })
  })
}
