import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import t from 'tap'

/** Imports run one way: each part may import itself and the parts above it. */
const ORDER = [
  'errors',
  'describe-error',
  'lazy',
  'with-timeout',
  'development',
  'optional-dependencies',
  'ip-address',
  'schemas',
  'pool',
  'user',
  'events',
  'sources',
  'revocation',
  'verification',
  'sessions',
  'rate-limit',
  'cognito',
  'managed-login',
  'options',
  'verified-permissions',
  'authorization',
  'tenants',
  'user-pools',
  'cognito-auth',
  'routes',
  'sign-in-page',
  'augment',
  'plugin',
  'index'
]

/** Parts beside the product: they import it, and it never imports them. */
const BESIDE = ['testing', 'local', 'cli', 'client']

/** Pure parts: no Fastify at run time, no network, no SDK. */
const PURE =
  /^(errors|describe-error|lazy|with-timeout|ip-address|development|schemas|pool\/pool|user|options|rate-limit\/(options|limits|fallback)|authorization\/(accepted-tokens|condition|requirement|token-restriction|close-when-expired)|verification\/(claim-checks|header|jwk|token-rejection|credential))/

const IMPORT = /^(?:import|export) (type )?(?:[\w\s{},*$]+? from )?'([^']+)'/gm

async function imports (): Promise<{ file: string, target: string, typeOnly: boolean }[]> {
  const files = (await readdir('lib', { recursive: true })).filter(file => file.endsWith('.ts'))
  return (
    await Promise.all(
      files.map(async file => {
        const source = await readFile(join('lib', file), 'utf8')
        return [...source.matchAll(IMPORT)].map(([, typeOnly, from = '']) => {
          const target = from.startsWith('.')
            ? normalize(join(dirname(file), from)).replace(/\.js$/, '')
            : from
          return { file, typeOnly: typeOnly !== undefined, target }
        })
      })
    )
  ).flat()
}

const part = (path: string) => (path.split('/')[0] as string).replace(/\.ts$/, '')

t.test('imports run one way', async t => {
  const own = (await imports()).filter(
    ({ target }) => [...ORDER, ...BESIDE].includes(part(target)) && !target.startsWith('@')
  )
  t.ok(own.length > 100, 'there are imports to check')
  for (const { file, target } of own) {
    const [from, to] = [part(file), part(target)]
    if (from !== 'cli') t.not(to, 'cli', `${file} does not import the command line`)
    if (BESIDE.includes(from)) continue
    t.notOk(BESIDE.includes(to), `${file} does not import ${to}`)
    t.ok(ORDER.includes(from) && ORDER.indexOf(to) <= ORDER.indexOf(from), `${file} may import ${target}`)
  }
})

t.test('no file imports itself, directly or indirectly', async t => {
  const targets = new Map<string, string[]>()
  for (const { file, target } of await imports()) {
    const from = file.replace(/\.ts$/, '')
    targets.set(from, [...(targets.get(from) ?? []), target])
  }
  t.ok(
    [...targets.values()].some(({ length }) => length > 10),
    'imports over several lines are found'
  )
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' > '))
    if (path.includes(file) || done.has(file)) return
    for (const target of targets.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of targets.keys()) visit(file, [])
  t.strictSame(circles, [])
})

t.test('pure parts do not import Fastify at run time', async t => {
  const loaded = (await imports()).filter(
    ({ file, target, typeOnly }) =>
      PURE.test(file) && !typeOnly && /fastify$|@fastify\/(?!error)|aws-sdk/.test(target)
  )
  t.strictSame(loaded, [])
})

t.test('optional packages are imported for their types, or dynamically', async t => {
  const loaded = (await imports()).filter(
    ({ target, typeOnly }) => !typeOnly && /aws-sdk/.test(target)
  )
  t.strictSame(loaded, [])
})

t.test('the client imports only types of other parts', async t => {
  const own = (await imports()).filter(({ file }) => part(file) === 'client')
  t.ok(own.some(({ target }) => target.startsWith('schemas/')))
  const loaded = own.filter(({ target, typeOnly }) => part(target) !== 'client' && !typeOnly)
  t.strictSame(loaded, [])
})
