import Fastify from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { memorySessions, type CognitoAuthOptions } from '../../dist/index.js'
import { DEFAULT_COLORS } from '../../dist/options/sign-in-page-colors.js'
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
    colors: DEFAULT_COLORS,
    texts: ENGLISH_TEXTS,
    lang: 'en',
    username: 'email',
    passwordless: false,
    passkeys: false
  }
  t.strictSame((await settingsFrom(withPage(true))).signInPage, defaults)
  t.strictSame((await settingsFrom(withPage({}))).signInPage, defaults)
  t.equal((await settingsFrom(withPage(undefined))).signInPage, null)
})

t.test('options of the sign-in page', async t => {
  for (const [accent, darkAccent] of [['#2454d6', '#92B3FF'], ['#00f', '#FFF']] as const) {
    const options = withPage({ colors: { accent, dark: { accent: darkAccent } } })
    t.match((await settingsFrom(options)).signInPage?.colors, {
      light: { ...DEFAULT_COLORS.light, accent },
      dark: { ...DEFAULT_COLORS.dark, accent: darkAccent }
    })
  }
  const unset = (await settingsFrom(withPage({ colors: { accent: undefined } }))).signInPage?.colors
  t.strictSame(unset, DEFAULT_COLORS)
  for (const logo of ['/logo.svg', '/a/b?c=1', 'https://cdn.example.com/logo.png']) {
    t.equal((await settingsFrom(withPage({ logo }))).signInPage?.logo, logo)
  }
  const texts = { signIn: 'Anmelden' }
  const options = withPage({ title: 'Acme', lang: 'pt-BR', texts, username: 'phone_number' })
  t.match((await settingsFrom(options)).signInPage, {
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
  ['a color that ends its declaration', { colors: { accent: '#000; } *' } }, /colors\.accent must be a color such as '#2454d6'/],
  ['a color with a URL', { colors: { accent: 'url(//a.example)' } }, /colors\.accent must be a color/],
  ['a color with transparency', { colors: { dark: { text: '#ffffffff' } } }, /colors\.dark\.text must be a color/],
  ['a color of four digits', { colors: { text: '#ffff' } }, /colors\.text must be a color/],
  ['the name of a color', { colors: { text: 'black' } }, /colors\.text must be a color/],
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
  ['passwordless without its flow', { passwordless: true }, /signInPage\.passwordless requires USER_AUTH in routes\.signIn\.flows/],
  ['passwordless of another type', { passwordless: 'yes' }, /signInPage\.passwordless must be true or false/],
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

/** The errors of colors, without their common start. */
async function colorErrors (t: Test, colors: object): Promise<string[]> {
  const app = Fastify()
  t.teardown(() => app.close())
  const error = await Promise.resolve(app.register(cognitoAuth, withPage({ colors }))).then(
    () => ({ message: '' }),
    (error: Error) => error
  )
  return [...error.message.matchAll(/- options\.signInPage\.colors\.(.*)/g)].map(([, line = '']) => line)
}

t.test('colors that are hard to read are errors, with the contrast and the remedy', async t => {
  t.strictSame(await colorErrors(t, { accent: '#ff9900' }), [
    'accent must have a contrast of at least 4.5 to 1 on surface (WCAG 2.2 AA); got 2.14 to 1, ' +
      '#ff9900 on #ffffff (the default); set a darker accent',
    'onAccent must have a contrast of at least 4.5 to 1 on accent (WCAG 2.2 AA); got 2.14 to 1, ' +
      '#ffffff (the default) on #ff9900; set a darker onAccent'
  ])
  const dark = { accent: '#123456', onAccent: '#fff', border: '#171e2c' }
  t.strictSame(await colorErrors(t, { dark }), [
    'dark.accent must have a contrast of at least 4.5 to 1 on surface (WCAG 2.2 AA); got 1.31 to 1, ' +
      '#123456 on #171e2c (the default); set a lighter accent',
    'dark.border must have a contrast of at least 3 to 1 on surface (WCAG 2.2 AA); got 1.00 to 1, ' +
      '#171e2c on #171e2c (the default); set a lighter border'
  ])
  const names = async (colors: object) =>
    (await colorErrors(t, colors)).map(line => line.slice(0, line.indexOf(' ')))
  t.strictSame(
    await names({ surface: '#000' }),
    ['text', 'secondaryText', 'accent', 'error'],
    'default colors on a color of the application'
  )
  t.strictSame(await names({ dark: { secondaryText: '#000', error: '#f00', surface: '#000' } }), [
    'dark.secondaryText'
  ])
  t.strictSame(await names({ background: '#000' }), [], 'there is no text on the background')
})

t.test('the contrast is that of WCAG, at its limits', async t => {
  // https://webaim.org/articles/contrast/: #767676 on white has 4.54 to 1, #777777 has 4.47 to 1.
  t.strictSame(await colorErrors(t, { text: '#767676' }), [])
  t.match(await colorErrors(t, { text: '#777' }), [/got 4\.47 to 1/])
  // 3.03 and 2.99 to 1.
  t.strictSame(await colorErrors(t, { border: '#949494' }), [])
  t.match(await colorErrors(t, { border: '#959595' }), [/got 2\.99 to 1/])
})
