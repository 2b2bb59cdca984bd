import t, { type Test } from 'tap'
import type { LocalCognito } from '../../../dist/local/index.js'
import { openPage, skip } from '../../browser/chromium.js'
import { PASSWORD, start, user } from '../local.js'
import { startApp } from './app.js'
import { configurationOf, testAmplify, type Caller } from './calls.js'

/** Amplify in a page of another origin, which can only call the local Cognito by CORS. */

async function connect (t: Test, options: LocalCognito['options']): Promise<Caller> {
  const { url } = await startApp(t, configurationOf(options))
  t.not(new URL(url).origin, options.endpoint)
  return await open(t, url)
}

async function open (t: Test, url: string): Promise<Caller> {
  const page = await openPage(t)
  await page.goto(url)
  return {
    call: async (name, input = undefined) => {
      const parameters = input === undefined ? '' : JSON.stringify(input)
      const text = (await page.evaluate(`call('${name}', ${parameters})`)) as string
      const { value, error } = JSON.parse(text) as { value?: unknown, error?: Error }
      if (error !== undefined) throw Object.assign(new Error(error.message), error)
      return value
    },
    forget: async () => {
      await page.evaluate('localStorage.clear()')
    }
  }
}

testAmplify(connect, { skip })

const EMAIL = 'ada@example.com'

t.test('Amplify signs in from an origin of the option origins only', { skip }, async t => {
  const app = await startApp(t)
  const { origin } = new URL(app.url)
  const results: unknown[] = []
  for (const origins of [[origin], ['http://localhost:5173']]) {
    const { local } = await start(t, { origins, users: [user(EMAIL)] })
    app.configuration = configurationOf(local)
    const { call } = await open(t, app.url)
    const signIn = call('signIn', { username: EMAIL, password: PASSWORD })
    results.push(await signIn.then(({ isSignedIn }) => isSignedIn, ({ name }) => name))
  }
  t.strictSame(results, [true, 'NetworkError'])
})
