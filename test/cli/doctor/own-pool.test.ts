import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import type { Report } from '../../../dist/cli/doctor/report-schema.js'
import { run } from '../cli.js'
import { doctor, startLocal } from './good-pool.js'

/** A pool that `create-pool` creates has no finding that a default of ours could avoid. */

const local = await startLocal(t)
const TARGET = ['--region', 'us-east-1', '--endpoint', local.endpoint]

interface Created {
  userPoolId: string
  clientId: string
}

async function createPool (...args: string[]): Promise<Created> {
  const { signal } = new AbortController()
  const { code, stdout, stderr } = await run(
    ['create-pool', '--yes', '--json', ...TARGET, ...args],
    signal,
    Readable.from([])
  )
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Created
}

async function diagnose (...args: string[]): Promise<Report> {
  return JSON.parse((await doctor('--json', ...args)).stdout) as Report
}

function ids ({ findings }: Report, severity: string): string[] {
  return findings.filter(finding => finding.severity === severity).map(({ id }) => id)
}

// MFA needs pages that answer a challenge, and a sender needs a domain that is verified in Amazon SES.
const [MFA, SENDER] = ['mfa-off', 'email-sender']
const SITE = 'https://shop.example.com'
const HOSTED = ['--callback-url', `${SITE}/auth/callback`, '--sign-out-url', `${SITE}/`]

const CASES: [string[], string[]][] = [
  [[], [MFA, SENDER]],
  [['--client-secret'], [MFA, SENDER]],
  [['--mfa', 'optional'], [SENDER]],
  [['--mfa', 'required'], [SENDER]],
  [['--passwordless', '--passkeys', 'example.com'], [MFA, SENDER]],
  [['--deletion-protection', '--resource-server', 'orders=read'], [MFA, SENDER]],
  [[...HOSTED, '--deletion-protection', '--resource-server', 'orders=read,write'], [MFA, SENDER]]
]

for (const [options, warnings] of CASES) {
  t.test(`create-pool ${options.join(' ')}`, async t => {
    const { userPoolId, clientId } = await createPool(...options)
    const report = await diagnose('--user-pool-id', userPoolId, '--client-id', clientId, ...TARGET)
    t.strictSame(ids(report, 'error'), [])
    t.strictSame(ids(report, 'warning'), warnings)
    t.strictSame(
      report.notChecked.map(({ id }) => id),
      ['waf']
    )
  })
}

t.test('create-pool with a domain', async t => {
  const { userPoolId, clientId } = await createPool(...HOSTED, '--domain', 'my-shop')
  const domain = 'my-shop.auth.us-east-1.amazoncognito.com'
  const target = ['--user-pool-id', userPoolId, '--client-id', clientId, ...TARGET]
  const report = await diagnose(...target, '--domain', domain)
  t.strictSame([ids(report, 'error'), ids(report, 'warning')], [[], [MFA, SENDER]])
  t.ok(['domain', 'branding', 'callbacks', 'scopes', 'oauth-on'].every(id => report.passed.includes(id)))
})

/** Writes a module with options, and returns its path. */
function optionsFile (t: Test, options: object): string {
  const path = join(t.testdir({}), 'options.mjs')
  writeFileSync(path, `export default ${JSON.stringify(options)}`)
  return path
}

t.test('with the options of the plugin', async t => {
  const { userPoolId, clientId } = await createPool()
  const { endpoint } = local
  const options = { userPoolId, clientId, endpoint, issuer: `${endpoint}/${userPoolId}`, routes: {} }
  const report = await diagnose('--options', optionsFile(t, options))
  t.strictSame([ids(report, 'error'), ids(report, 'warning')], [[], [MFA, SENDER]])
})
