import t from 'tap'
import { PASSWORD, newEmail } from '../local.js'
import { TEXTS, termsLanguage, type Language } from '../../../dist/local/managed-login/languages.js'
import { ADA, addOAuthClient, startManaged, title } from './managed.js'

t.test('pages are in the language of lang, which the browser keeps', async t => {
  const { visit, path } = await startManaged(t)
  const { browser, page } = await visit({ lang: 'de' })
  t.equal(title(page), 'Anmelden')
  t.match(page.text, '<html lang="de">')
  t.ok(page.headers.getSetCookie().includes('lang=de; Path=/; HttpOnly; SameSite=Lax'))
  const wrong = await browser.submit(page, { username: ADA, password: 'Wrong-passw0rd' })
  t.match(wrong.text, 'Benutzername oder Passwort ist falsch.')
  t.equal(title(await browser.open(path())), 'Anmelden', 'without lang')
  t.equal(title(await browser.open(path({ lang: 'fr' }))), 'Se connecter')
  t.equal(title(await browser.open(path({ lang: 'es' }))), 'Iniciar sesión')
})

t.test('pages are in each language of managed login', async t => {
  const { visit } = await startManaged(t)
  for (const [lang, texts] of Object.entries(TEXTS)) {
    const { browser, page } = await visit({ lang })
    t.equal(title(page), texts['Sign in'].replaceAll("'", '&#39;'), lang)
    t.match(page.text, `<html lang="${lang}">`)
    const wrong = await browser.submit(page, { username: newEmail(), password: PASSWORD })
    t.match(wrong.text, `>${texts['Incorrect username or password.']}</p>`)
  }
})

t.test('with a language that managed login does not have, pages are in English', async t => {
  const { visit, path } = await startManaged(t)
  for (const lang of ['xx', 'pt', 'DE', '__proto__', '"><script>']) {
    const { page } = await visit({ lang })
    t.equal(title(page), 'Sign in', lang)
    t.match(page.text, '<html lang="en">', 'and say so')
  }
  const { browser } = await visit({ lang: 'ja' })
  t.equal(title(await browser.open(path({ lang: 'xx' }))), 'Sign in')
})

t.test('messages without a translation are marked as English', async t => {
  const { browser, visit } = await startManaged(t)
  const weak = async (lang: string) => {
    const { browser, page } = await visit({ lang }, '/signup')
    const values = { username: newEmail(), password: 'short', name: 'Ann', phone_number: '+15550100' }
    return (await browser.submit(page, values)).text
  }
  t.match(await weak('de'), ' id="password-error" lang="en">Password did not conform with policy')
  t.match(await weak('en'), ' id="password-error">Password did not conform with policy')
  const { browser: german, page } = await visit({ lang: 'de' })
  const wrong = await german.submit(page, { username: ADA, password: 'Wrong-passw0rd' })
  t.match(wrong.text, ' id="password-error">Benutzername')
  t.match((await german.open('/error?error=invalid_client')).text, 'role="alert" lang="en">The app client')
  t.match((await german.open('/error')).text, 'role="alert">Etwas ist schiefgegangen.</p>')
  t.match((await browser().open('/error')).text, 'role="alert">Something went wrong.</p>')
})

t.test('no page of a sign-up or a password reset has a text left in English', async t => {
  const { local, visit } = await startManaged(t)
  const { browser, page } = await visit({ lang: 'de' }, '/signup')
  const email = newEmail()
  const values = { username: email, password: PASSWORD, name: 'Ann', phone_number: '+15550100' }
  const confirm = await browser.submit(page, values)
  const forgot = await browser.open(page.url.replace('/signup', '/forgotPassword'))
  const reset = await browser.submit(forgot, { username: ADA })
  const login = await browser.submit(reset, { code: local.mailbox.last(ADA)?.code ?? '', password: PASSWORD })
  for (const { text } of [page, confirm, forgot, reset, login]) {
    const shown = [...text.matchAll(/>([^<>]{2,})</g)].map(([, words = '']) => words.trim())
    const english = Object.entries(TEXTS.de).flatMap(([words, german]) => (words === german ? [] : [words]))
    t.same(
      shown.filter(words => english.includes(words)),
      []
    )
  }
})

/** Texts that are the same in English: words that the languages have borrowed or share. */
const SHARED: Partial<Record<Language, string[]>> = {
  de: ['Code', 'Passkey', 'Name', 'Website'],
  fr: ['Code'],
  id: ['Email'],
  it: ['Password', 'Passkey'],
  nl: ['Code', 'Passkey', 'Website']
}

t.test('every language has every text, with as many values', async t => {
  const english = Object.keys(TEXTS.en)
  t.ok(english.length > 90)
  for (const [lang, texts] of Object.entries(TEXTS)) {
    t.strictSame(Object.keys(texts), english, lang)
    for (const [words, text] of Object.entries(texts)) {
      t.ok(text.trim() === text && text !== '', `${lang}: ${words}`)
      t.equal(text.split('{}').length, words.split('{}').length, `${lang}: ${words}`)
    }
  }
})

t.test('no language has a text in English', async t => {
  for (const [lang, texts] of Object.entries(TEXTS)) {
    const same = Object.entries(texts).flatMap(([words, text]) => (words === text ? [words] : []))
    t.strictSame(same, lang === 'en' ? Object.keys(TEXTS.en) : (SHARED[lang as Language] ?? []), lang)
  }
})

t.test('the languages are those of the links of terms documents', async t => {
  const { api, local, ClientId, visit } = await startManaged(t)
  const languages = Object.keys(TEXTS).map(lang => termsLanguage(lang as Language))
  const names = ['cognito:default', ...languages]
  for (const TermsName of ['terms-of-use', 'privacy-policy']) {
    await api.createTerms({
      UserPoolId: local.userPoolId,
      ClientId,
      TermsName,
      TermsSource: 'LINK',
      Enforcement: 'NONE',
      Links: Object.fromEntries(names.map(name => [name, `https://example.com/${name}`]))
    })
  }
  for (const lang of Object.keys(TEXTS)) {
    const { page } = await visit({ lang }, '/signup')
    t.match(page.text, `href="https://example.com/${termsLanguage(lang as Language)}"`, lang)
  }
})

t.test('the parts of the password policy are a list in the language of the page', async t => {
  const { visit } = await startManaged(t)
  for (const [lang, list] of [
    ['en', 'At least 8 characters, with an uppercase letter, a lowercase letter, a number, and a symbol.'],
    ['de', 'ein Großbuchstabe, ein Kleinbuchstabe, eine Ziffer und ein Sonderzeichen.'],
    ['ja', '8 文字以上で、次を含めてください: 大文字、小文字、数字、記号。']
  ]) {
    t.match((await visit({ lang }, '/signup')).page.text, list)
  }
})

t.test('terms documents are linked when there are both, in the language of the page', async t => {
  const managed = await startManaged(t)
  const { api, local, visit } = managed
  const { ClientId } = await addOAuthClient(managed)
  const terms = { UserPoolId: local.userPoolId, ClientId, TermsSource: 'LINK', Enforcement: 'NONE' } as const
  await api.createTerms({
    ...terms,
    TermsName: 'terms-of-use',
    Links: { 'cognito:default': 'https://example.com/terms', 'cognito:german': 'https://example.com/agb' }
  })
  const open = async (lang: string) => (await visit({ client_id: ClientId, lang }, '/signup')).page.text
  t.notMatch(await open('de'), 'https://example.com')
  await api.createTerms({
    ...terms,
    TermsName: 'privacy-policy',
    Links: { 'cognito:default': 'https://example.com/privacy' }
  })
  const german = await open('de')
  t.match(german, /href="https:\/\/example.com\/agb">Nutzungsbedingungen</)
  t.match(german, /href="https:\/\/example.com\/privacy">Datenschutzerklärung</)
  t.match(await open('en'), /href="https:\/\/example.com\/terms">terms of use</)
})
