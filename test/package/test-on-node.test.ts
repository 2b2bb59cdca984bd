import { spawnSync } from 'node:child_process'
import t from 'tap'

/** `npm run test:node`: what it says of a version that it cannot take. That it runs tests, the gate shows. */

const refused: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [[], /^the version must be a number such as 26 or 24\.9\.0; got none\nUsage: npm run test:node -- <version/],
  [['lts'], /^the version must be .*; got lts\n/],
  [['26; echo'], /^the version must be .*; got 26; echo\n/],
  [['test/lazy.test.ts'], /^the version must be .*; got test\/lazy\.test\.ts\n/],
  [['18'], /^this package needs Node 20\.19 or later; got 18\n/],
  [['20.18.1'], /^this package needs Node 20\.19 or later; got 20\.18\.1\n/]
]

for (const [args, message] of refused) {
  t.test(`refuses ${args[0] ?? 'no version'}`, async t => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/test-on-node.js', ...args], { encoding: 'utf8' })
    t.equal(status, 1)
    t.equal(stdout, '')
    t.match(stderr, message)
  })
}
