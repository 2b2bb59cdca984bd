import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ResourcesConfig } from 'aws-amplify'
import { build } from 'esbuild'
import type { Test } from 'tap'

const SCRIPT = `
  import { Amplify } from 'aws-amplify'
  import * as auth from 'aws-amplify/auth'
  import 'aws-amplify/auth/enable-oauth-listener'
  import { Hub } from 'aws-amplify/utils'

  /** Calls a function of Amplify for a test. */
  window.call = async (name, input) => {
    try {
      return JSON.stringify({ value: await auth[name](input) })
    } catch ({ name, message }) {
      return JSON.stringify({ error: { name, message } })
    }
  }

  const button = (id, listener) => document.getElementById(id).addEventListener('click', listener)
  button('sign-in', () => auth.signInWithRedirect({ customState: '/cart' }))
  button('sign-in-with-google', () => auth.signInWithRedirect({ provider: 'Google' }))
  button('sign-out', () => auth.signOut())

  const state = document.querySelector('output')
  Hub.listen('auth', ({ payload: { event, data } }) => {
    if (event === 'customOAuthState') document.title = data
    if (event === 'signInWithRedirect_failure') state.value = data.error.message
  })
  Amplify.configure(configuration)
  auth.fetchUserAttributes().then(
    ({ email }) => { state.value = 'Signed in as ' + email },
    error => { state.value ||= error.message }
  )`

const PAGE = `<!doctype html>
  <title>Application</title>
  <link rel="icon" href="data:,">
  <button id="sign-in">Sign in</button>
  <button id="sign-in-with-google">Sign in with Google</button>
  <button id="sign-out">Sign out</button>
  <output></output>`

let bundled: Promise<string> | undefined

async function bundle (): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    logLevel: 'warning'
  })
  return outputFiles[0]?.text ?? ''
}

export interface App {
  /** The URL of the page, on a port of its own. */
  url: string
  /** The argument of `Amplify.configure()`. */
  configuration: ResourcesConfig
}

/** Starts an application in the browser: one page with Amplify. */
export async function startApp (t: Test, configuration: ResourcesConfig = {}): Promise<App> {
  const app = { url: '', configuration }
  const server = createServer(async (request, response) => {
    if (request.url === '/amplify.js') {
      bundled ??= bundle()
      response.setHeader('content-type', 'text/javascript').end(await bundled)
      return
    }
    const script = `<script>var configuration = ${JSON.stringify(app.configuration)}</script>`
    response.setHeader('content-type', 'text/html')
    response.end(`${PAGE}${script}<script src="/amplify.js"></script>`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  app.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return app
}
