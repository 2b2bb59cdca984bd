import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import t from 'tap'
import { consumer } from './consumer.js'
import { withoutComments } from './without-comments.js'

/** The published types compile in an application of every supported kind, with library checks on. */

t.test('do not refer to a package that may not be installed', async t => {
  const { exports: entries, peerDependenciesMeta } = JSON.parse(await readFile('package.json', 'utf8'))
  const files = new Set<string>()
  const packages = new Set<string>()
  const visit = async (file: string): Promise<void> => {
    if (files.has(file)) return
    files.add(file)
    for (const [, specifier = ''] of withoutComments(await readFile(file, 'utf8')).matchAll(
      /(?:from|import)\s*\(?['"]([^'"]+)['"]/g
    )) {
      if (specifier.startsWith('.')) await visit(join(dirname(file), specifier.replace(/\.js$/, '.d.ts')))
      else packages.add(specifier)
    }
  }
  for (const { types } of Object.values<{ types?: string }>(entries)) {
    if (types !== undefined) await visit(types)
  }
  t.ok(packages.has('fastify'))
  for (const optional of Object.keys(peerDependenciesMeta)) {
    t.strictSame(
      [...packages].filter(name => name.startsWith(optional)),
      [],
      optional
    )
  }
})

const RIGHT = `
  import Fastify from 'fastify'
  import cognitoAuth, { getCurrentUser, openapi, optionsFromEnv, redisRevocations } from 'fastify-cognito-auth'
  import * as schemas from 'fastify-cognito-auth/schemas'
  import { createTestPool } from 'fastify-cognito-auth/testing'
  import { startLocalCognito } from 'fastify-cognito-auth/local'
  const app = Fastify()
  await app.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz', clientId: null, tokenUse: null })
  app.get('/', { preHandler: [app.requireGroups({ any: ['admin'] })] }, async request => getCurrentUser(request).groups)
  const tokens = await app.cognito.signIn({ username: 'jane', password: 'x' })
  export const session: string | undefined = 'challenge' in tokens ? tokens.session : tokens.refreshToken
  export { createTestPool, startLocalCognito, openapi, optionsFromEnv, redisRevocations, schemas }`

const WRONG = `
  import Fastify from 'fastify'
  import cognitoAuth from 'fastify-cognito-auth'
  const app = Fastify()
  await app.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz' })
  app.requireGroups('admin')`

/**
 * Compiles against each version of @types/node, and reports the errors in the application and in this
 * package.
 */
const CHECK = `
  import { readdirSync } from 'node:fs'
  import ts from 'typescript'
  const { ScriptTarget, ModuleKind, ModuleResolutionKind } = ts
  const common = { strict: true, noEmit: true, skipLibCheck: false, preserveSymlinks: true, target: ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], types: ['node'] }
  const nodenext = { module: ModuleKind.NodeNext, moduleResolution: ModuleResolutionKind.NodeNext }
  const bundler = { module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler }
  // Parsing is most of the work: each file is parsed once.
  const parsed = new Map()
  const cached = host => {
    const { getSourceFile } = host
    host.getSourceFile = (name, options) => {
      const key = name + options.impliedNodeFormat
      if (!parsed.has(key)) parsed.set(key, getSourceFile(name, options))
      return parsed.get(key)
    }
    return host
  }
  const found = {}
  for (const [version, options] of [[20, nodenext], [22, bundler], [24, nodenext], [25, nodenext], [26, { ...nodenext, exactOptionalPropertyTypes: true }]]) {
    const roots = process.cwd() + '/types-' + version
    const settings = { ...common, ...options, typeRoots: [roots] }
    const program = ts.createProgram(['right.ts', 'wrong.ts'], settings, cached(ts.createCompilerHost(settings)))
    const isOurs = ({ fileName }) => !fileName.includes('/node_modules/') || fileName.includes('/node_modules/fastify-cognito-auth/')
    const files = program.getSourceFiles().filter(file => isOurs(file) && !program.isSourceFileDefaultLibrary(file) && !file.fileName.includes('/types-'))
    found[version] = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...files.flatMap(file => [...program.getSemanticDiagnostics(file)])].map(
      ({ file, start = 0, messageText }) => (file === undefined ? '' : file.fileName + ':' + (file.getLineAndCharacterOfPosition(start).line + 1) + ' ') + ts.flattenDiagnosticMessageText(messageText, ' '))
    found[version].unshift(files.length)
  }
  console.log(JSON.stringify(found))`

t.test('compile with everything installed, with library checks on', async t => {
  const { folder, run } = await consumer(t)
  await writeFile(join(folder, 'right.ts'), RIGHT)
  await writeFile(join(folder, 'wrong.ts'), WRONG)
  const messages = run(
    'node',
    'node_modules/@typescript/native/bin/tsc',
    '--ignoreConfig',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noEmit',
    '--target',
    'es2022',
    '--types',
    'node',
    '--module',
    'nodenext',
    'right.ts',
    'wrong.ts'
  )
  t.match(messages, /^wrong\.ts\(5,.*clientId/s)
  t.match(messages, /^wrong\.ts\(6,.*string/m)
  t.equal(messages.match(/^\S+: error/gm)?.length, 2, 'there are no other errors, in any library')
})

const VERSIONS = {
  20: '@types/node',
  22: 'types-node-22',
  24: 'types-node-24',
  25: 'types-node-25',
  26: 'types-node-26'
}

t.test('compile without the optional packages, with every version of @types/node', async t => {
  const { folder, run } = await consumer(t, {
    without: ['@aws-sdk/client-cognito-identity-provider', 'ioredis', '@types/node']
  })
  await writeFile(join(folder, 'right.ts'), RIGHT)
  await writeFile(join(folder, 'wrong.ts'), WRONG)
  await writeFile(join(folder, 'check.js'), CHECK)
  for (const [version, name] of Object.entries(VERSIONS)) {
    const roots = join(folder, `types-${version}`)
    await mkdir(roots)
    await symlink(join(process.cwd(), 'node_modules', name), join(roots, 'node'))
  }
  const found = JSON.parse(run('node', 'check.js')) as Record<string, readonly [number, ...string[]]>
  for (const version of Object.keys(VERSIONS)) {
    const [files, ...messages] = found[version] ?? [0]
    t.ok(files > 50, `@types/node ${version}: ${files} files are checked`)
    t.match(messages, [/^wrong\.ts:5 .*clientId/, /^wrong\.ts:6 .*string/])
    t.equal(messages.length, 2, 'there are no other errors')
  }
})
