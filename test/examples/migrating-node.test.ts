import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { compileErrors, printed } from './programs.js'
import { blocks } from './walk-through.js'

/** Points a page's program at the test pool: its IDs, its issuer, and its key set. */
function onTestPool (program: string): string {
  return program
    .replaceAll("'eu-west-1_AbC123xyz'", 'pool.userPoolId')
    .replaceAll("'1h57kf5cpq17m0eml12example'", 'pool.clientId')
    .replaceAll(/'https:\/\/cognito-idp[^']*'/g, 'pool.issuer')
    .replace(/jwksUri: `[^`]*`/, 'jwksUri: pool.options.jwksUri')
    .replace('domain: issuer', "domain: pool.options.jwksUri.replace('.well-known/jwks.json', '')")
    .replace('issuersWhitelist: [issuer]', '')
    .replace(
      'await app.register(cognitoAuth, {',
      'await app.register(cognitoAuth, { jwksUri: pool.options.jwksUri,'
    )
}

/** Prints the status codes of `/profile` and `/admin`: one line for each token. */
const DRIVER = `
const server = typeof app.inject === 'function' ? (await app.listen({ port: 0 }), app.server) : app.listen(0)
await new Promise(resolve => server.listening ? resolve(null) : server.once('listening', resolve))
const forged = pool.signIn({ groups: ['admin'] }).replace(/[^.]*$/, other.signIn().split('.')[2])
const tokens = {
  user: pool.signIn(),
  admin: pool.signIn({ groups: ['admin'] }),
  blocked: pool.signIn({ claims: { device_key: 'lost-device' } }),
  id: pool.idToken(),
  'other client': pool.signIn({ clientId: 'other' }),
  expired: pool.expired(),
  forged
}
for (const [name, token] of Object.entries(tokens)) {
  const statuses = []
  for (const path of ['/profile', '/admin']) {
    statuses.push((await fetch(\`http://localhost:\${server.address().port}\${path}\`, { headers: headersOf(token) })).status)
  }
  console.log(\`\${name}: \${statuses.join(' ')}\`)
}
console.log(\`none: \${(await fetch(\`http://localhost:\${server.address().port}/profile\`)).status}\`)
await pool.close()
server.close()
server.closeAllConnections()
await app.close?.()
`

const BEARER = "const headersOf = token => ({ authorization: 'Bearer ' + token })\n"

/** In the form that js-cookie writes, which Amplify uses. */
const COOKIES = `
const headersOf = token => {
  const prefix = \`CognitoIdentityServiceProvider.\${pool.clientId}\`
  return { cookie: [
    \`\${prefix}.LastAuthUser=jane@example.com\`,
    \`\${prefix}.jane%40example.com.accessToken=\${token}\`,
    \`\${prefix}.jane%40example.com.idToken=\${token}\`,
    \`\${prefix}.jane%40example.com.refreshToken=made-up\`,
    \`\${prefix}.jane%40example.com.clockDrift=0\`
  ].join('; ') }
}
`

/** Runs the two programs of a page, and returns the output of each. */
async function outputs (
  t: Test,
  name: string,
  headers: string,
  prepare = ''
): Promise<{ before: string, after: string }> {
  const programs = blocks('ts', await readFile(`docs/migrating/${name}.md`, 'utf8'))
  t.equal(programs.length, 2, 'one program before, one after')
  const folder = t.testdir(Object.fromEntries(programs.map((code, index) => [`shown-${index}.mts`, code])))
  const shown = programs.map((_, index) => join(folder, `shown-${index}.mts`))
  t.equal(compileErrors(shown), '', 'both compile as they are shown')
  const [before, after] = await Promise.all(
    programs.map(async (program, index) => {
      const file = join(folder, `run-${index}.mts`)
      await writeFile(
        file,
        `// @ts-nocheck
import { createTestPool } from 'fastify-cognito-auth/testing'
const pool = await createTestPool({ userPoolId: 'eu-west-1_Migrating', keyHost: true })
const other = await createTestPool({ userPoolId: 'eu-west-1_Other' })
${onTestPool(program)}
${index === 0 ? prepare : ''}
${headers}${DRIVER}`
      )
      return printed(file)
    })
  )
  return { before: before as string, after: after as string }
}

const AFTER =
  'user: 200 403\nadmin: 200 200\nblocked: 200 403\nid: 401 401\nother client: 401 401\nexpired: 401 ' +
  '401\nforged: 401 401\nnone: 401\n'

t.test('aws-jwt-verify: both programs return the same responses', async t => {
  const { before, after } = await outputs(t, 'aws-jwt-verify', BEARER, 'verifier.cacheJwks(pool.jwks)')
  t.equal(after, AFTER.replace('blocked: 200 403', 'blocked: 401 403'))
  t.equal(before, AFTER.replace('blocked: 200 403', 'blocked: 401 401'))
})

t.test('@fastify/jwt: tokens other than access tokens of the app client are rejected', async t => {
  const { before, after } = await outputs(t, 'fastify-jwt', BEARER)
  t.equal(after, AFTER)
  t.equal(
    before,
    AFTER.replace('id: 401 401', 'id: 200 403').replace('other client: 401 401', 'other client: 200 403')
  )
})

t.test('Express with Passport: both programs return the same responses', async t => {
  const { before, after } = await outputs(t, 'express', BEARER)
  t.equal(after, AFTER)
  t.equal(before, AFTER)
})

t.test('Amplify on a server accepts a forged token; a guard does not', async t => {
  const { before, after } = await outputs(t, 'amplify', COOKIES)
  t.equal(after, AFTER)
  t.match(before, /^user: 200 403\nadmin: 200 200\n/)
  t.match(before, /^id: 200 403\nother client: 200 403\n/m)
  t.match(before, /^forged: 200 200\nnone: 401\n/m)
})
