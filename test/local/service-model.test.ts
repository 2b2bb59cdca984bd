import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { FAULTS, OPERATIONS, SHAPES } from '../../dist/local/protocol/service-model.js'

const FILE = 'lib/local/protocol/service-model.ts'
const CLIENT_TOKEN_FLOW = 'ALLOW_CLIENT_TOKEN_AUTH'
const named = (shape: string) => ({ shape })

/** The service model in the form of botocore's, without what scripts/service-model.js adds to it. */
function original () {
  const shapes = Object.entries(SHAPES).map(([name, shape]) => {
    const { type, members, member, key, value, ...constraints } = shape
    return [
      name,
      {
        ...(type === 'document' ? { type: 'structure', document: true } : { type }),
        ...constraints,
        ...(constraints.enum && { enum: constraints.enum.filter(one => one !== CLIENT_TOKEN_FLOW) }),
        ...(name === 'PasswordType' && { pattern: '[\\S]+' }),
        ...(name === 'DomainType' && { pattern: '^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$' }),
        ...(members && {
          members: Object.fromEntries(Object.entries(members).map(([name, type]) => [name, named(type)]))
        }),
        ...(member !== undefined && { member: named(member) }),
        ...(key !== undefined && { key: named(key) }),
        ...(value !== undefined && { value: named(value) })
      }
    ] as const
  })
  const operations = Object.entries(OPERATIONS).map(([name, { input, output, errors, signed }]) => [
    name,
    {
      input: named(input),
      ...(output !== undefined && { output: named(output) }),
      errors: errors.map(named),
      ...(signed !== true && { authtype: 'none' })
    }
  ])
  const faults = FAULTS.map(name => [name, { type: 'structure', members: {}, fault: true }])
  return {
    operations: Object.fromEntries(operations) as object,
    shapes: Object.fromEntries([...shapes, ...faults]) as object
  }
}

t.test('the script writes the service model as it is committed', async t => {
  const committed = readFileSync(FILE, 'utf8')
  const folder = t.testdir({ 'service-2.json': JSON.stringify(original()) })
  const [, version = ''] = / (botocore [\d.]+) and /.exec(committed) ?? []
  const output = join(folder, 'output.ts')
  const source = join(folder, 'service-2.json')
  execFileSync(process.execPath, ['scripts/service-model.js', source, version, output])
  t.equal(readFileSync(output, 'utf8'), committed)
  t.match(committed, `'${CLIENT_TOKEN_FLOW}'`)
})
