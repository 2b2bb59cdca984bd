import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { docExamples } from './doc-examples.js'
import { allPrinted, compileErrors, printed } from './programs.js'
import { anchorsOf, blocks } from './walk-through.js'

/** Pages whose TypeScript blocks are all programs. */
const PAGES = [
  'README.md',
  ...[
    'install',
    'options',
    'user-pool',
    'local',
    'local/command',
    'local/users',
    'local/messages',
    'local/managed-login',
    'local/triggers',
    'local/tests',
    'client-secret',
    'audience',
    'rate-limits',
    'guards',
    'api-gateway',
    'load-balancer',
    'machines',
    'authorization',
    'auth-api',
    'openapi',
    'pools',
    'tenants',
    'observability',
    'revocation',
    'sessions',
    'managed-login',
    'sign-in-page',
    'verified-permissions',
    'administration',
    'migrating',
    'cors'
  ].map(name => `docs/${name}.md`)
]

/** Pages whose programs are run by another test. */
const OTHER_PAGES = [
  'docs/nestjs.md',
  'docs/README.md',
  'docs/client.md',
  'docs/current-user.md',
  'docs/testing.md',
  'docs/walk-through.md',
  'docs/comparison.md',
  'docs/local/differences.md',
  ...(await readdir('docs/migrating')).map(name => `docs/migrating/${name}`)
]

// A program may have its key set at hand, in a file.
const { jwks } = await createTestPool()

async function read (pages: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all(pages.map(async page => [page, await readFile(page, 'utf8')] as const)))
}

const texts = await read(PAGES)

/** Starts a local Cognito, which programs with an SDK client call instead of AWS. */
const LOCAL = `import { startLocalCognito } from 'fastify-cognito-auth/local'
const local = await startLocalCognito()
`

/** Returns a program of a page on a free port, without logs, that closes what it opens. */
function program (code: string): string {
  const callsAws = code.includes('new CognitoIdentityProviderClient(')
  const quiet = code.replace('port: 3000', 'port: 0').replace('logger: true', "logger: { level: 'silent' }")
  const onLocalCognito = quiet.replace(
    "new CognitoIdentityProviderClient({ region: 'eu-west-1' })",
    "new CognitoIdentityProviderClient({ region: 'eu-west-1', endpoint: local.endpoint })"
  )
  return [
    ...(callsAws ? [LOCAL] : []),
    onLocalCognito,
    ...(/^const app = /m.test(code) ? ['await app.ready()', 'await app.close()'] : []),
    ...(callsAws || /^const local = /m.test(code) ? ['await local.close()'] : []),
    'export {}\n'
  ].join('\n')
}

const isTest = (code: string) => code.includes("from 'tap'")

t.test('every TypeScript block compiles and runs, and the examples of doc comments compile', async t => {
  const folder = t.testdir({ 'jwks.json': JSON.stringify(jwks) })
  const programs = (
    await Promise.all(
      [...texts].map(async ([page, text]) => {
        const codes = blocks('ts', text)
        t.ok(codes.length > 0, page)
        return await Promise.all(
          codes.map(async (code, index) => {
            const file = join(folder, `${page.replaceAll('/', '-')}-${index}.mts`)
            await writeFile(file, program(code))
            return { code, file }
          })
        )
      })
    )
  ).flat()
  // The examples of doc comments are compiled together with the pages, which have the same dependencies.
  const examples = await docExamples('dist')
  t.ok(examples.length > 50, `${examples.length} examples`)
  const exampleFiles = await Promise.all(
    examples.map(async ({ source, code }, index) => {
      const file = join(folder, `${source.replaceAll('/', '-')}-${index}.mts`)
      await writeFile(file, code)
      return file
    })
  )
  t.equal(compileErrors([...programs.map(({ file }) => file), ...exampleFiles]), '')
  const [tests, others] = [true, false].map(kind =>
    programs.filter(({ code }) => isTest(code) === kind).map(({ file }) => file)
  ) as [string[], string[]]
  t.ok(tests.length > 0)
  for (const file of tests) t.match(await printed(file), /^ok 1 - /m, file)
  const output = await allPrinted(folder, others, {
    AWS_REGION_NAME: 'eu-west-1',
    AWS_COGNITO_USER_POOL_ID: 'eu-west-1_AbC123xyz',
    AWS_COGNITO_APP_CLIENT_ID: 'client1example',
    MACHINE_CLIENT_SECRET: 'secret1example',
    COGNITO_CLIENT_SECRET: 'secret1example',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret1example',
    NODE_ENV: 'test',
    AWS_EC2_METADATA_DISABLED: 'true'
  })
  t.match(output, /all\n$/)
  const { file } = programs.find(({ code }) => code.includes('console.log(response.statusCode)')) as {
    file: string
  }
  t.ok(output.includes(`${file}\n200\n`), 'the output is the one in the page')
})

t.test('every page with TypeScript blocks is in one of the lists', async t => {
  const names = (await readdir('docs', { recursive: true })).filter(name => name.endsWith('.md'))
  const pages = await read(names.map(name => `docs/${name}`))
  const lists = [...PAGES, ...OTHER_PAGES, 'docs/api.md']
  t.strictSame(
    [...pages].filter(([page, text]) => !lists.includes(page) && blocks('ts', text).length > 0),
    []
  )
})

t.test('docs/README.md lists every page and every example', async t => {
  const index = await readFile('docs/README.md', 'utf8')
  const pages = (await readdir('docs')).filter(name => name.endsWith('.md') && name !== 'README.md')
  t.strictSame(
    pages.filter(name => !index.includes(`](${name}`)),
    []
  )
  t.strictSame(
    (await readdir('examples')).filter(name => !index.includes(`](../examples/${name})`)),
    []
  )
})

for (const [page, text] of [...texts, ...(await read(OTHER_PAGES))]) {
  t.test(`${page}: every link resolves`, async t => {
    for (const [, path, anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g) as Iterable<
      [string, string, string]
    >) {
      const target = join(dirname(page), path)
      t.ok(existsSync(target), path)
      if (anchor !== '') {
        t.ok(
          anchorsOf(path === '' ? text : await readFile(target, 'utf8')).includes(anchor),
          `${path}#${anchor}`
        )
      }
    }
  })
}
