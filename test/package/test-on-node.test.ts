import { spawnSync } from 'node:child_process'
import t from 'tap'

/** `npm run test:node`: its errors for invalid versions. The gate shows that it runs tests. */

const { nodeBinary } = (await import(new URL('../../scripts/node-binary.js', import.meta.url).href)) as {
  nodeBinary: (version: string | undefined) => unknown
}

const rejected: readonly (readonly [version: string | undefined, message: RegExp])[] = [
  [undefined, /^the version must be a number such as 26 or 24\.9\.0; got none$/],
  ['lts', /^the version must be .*; got lts$/],
  ['26; echo', /^the version must be .*; got 26; echo$/],
  ['test/lazy.test.ts', /^the version must be .*; got test\/lazy\.test\.ts$/],
  ['18', /^this package needs Node 20\.19 or later; got 18$/],
  ['20.18.1', /^this package needs Node 20\.19 or later; got 20\.18\.1$/],
  ['99', /^npm cannot run node-\w+-\w+@99: /]
]

for (const [version, message] of rejected) {
  t.test(`rejects ${version ?? 'no version'}`, async t => {
    t.throws(() => nodeBinary(version), { message })
  })
}

t.test('the script prints the reason and its usage', async t => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/test-on-node.js', 'lts'], {
    encoding: 'utf8'
  })
  t.equal(status, 1)
  t.equal(stdout, '')
  t.match(stderr, /^the version must be .*; got lts\nUsage: npm run test:node -- <version/)
})
