import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import t from 'tap'
import { consumer } from './consumer.js'
import { withoutComments } from './without-comments.js'

/** What a page loads of `fastify-cognito-auth/client`. */

const MAX_SIZE = 5 * 1024

t.test('no file of the client imports another part of the package, or another package', async t => {
  const files = (await readdir('modules/client')).filter(file => file.endsWith('.js'))
  t.ok(files.length > 5)
  for (const file of files) {
    const code = withoutComments(await readFile(join('modules/client', file), 'utf8'))
    const imports = [...code.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, from = '']) => from)
    t.ok(imports.every(from => /^\.\/[a-z-]+\.js$/.test(from)), `${file}: ${imports}`)
  }
})

t.test('a bundle has at most 5 KB, gzipped', async t => {
  const { outputFiles, metafile } = await build({
    entryPoints: ['modules/client/index.js'],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true
  })
  const size = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
  t.ok(size > 1024 && size <= MAX_SIZE, `${size} bytes`)
  t.ok(Object.keys(metafile.inputs).every(file => file.startsWith('modules/client/')))
})

const PAGE = `
  import { AuthClientError, createAuthClient } from 'fastify-cognito-auth/client'
  const auth = createAuthClient({ prefix: '/auth' })
  auth.onChange(({ type, session }) => document.title = session?.user.name ?? type)
  try {
    const result = await auth.signIn({ username: 'jane', password: 'x' })
    if ('challenge' in result && result.challenge === 'EMAIL_OTP') await auth.answerChallenge(result, { EMAIL_OTP_CODE: '1' })
  } catch (error) {
    if (error instanceof AuthClientError && error.code === 'FST_COGNITO_WRONG_CREDENTIALS') alert(error.message)
  }
  const tokens = createAuthClient({ prefix: '/auth', mode: 'tokens', storage: sessionStorage, fetch: window.fetch })
  const response = await tokens.fetch(new URL('/orders', location.href), { signal: AbortSignal.timeout(1000) })
  const orders: unknown = await response.json()
  export { orders }`

t.test('the types compile in a page, without those of Node.js, with library checks on', async t => {
  const { folder, run } = await consumer(t)
  await writeFile(join(folder, 'page.ts'), PAGE)
  await writeFile(join(folder, 'wrong.ts'), PAGE.replace('EMAIL_OTP_CODE', 'EMAIL_CODE'))
  const compile = (file: string, ...options: string[]) =>
    run(
      'node',
      'node_modules/@typescript/native/bin/tsc',
      '--ignoreConfig',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--noEmit',
      '--target',
      'es2022',
      '--lib',
      'es2022,dom,dom.iterable',
      '--types',
      '',
      ...options,
      file
    )
  t.equal(compile('page.ts', '--module', 'esnext', '--moduleResolution', 'bundler'), '')
  t.equal(compile('page.ts', '--module', 'nodenext'), '')
  t.match(compile('wrong.ts', '--module', 'nodenext'), /^wrong\.ts\(7,.*EMAIL_CODE/)
})
