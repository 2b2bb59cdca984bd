import t from 'tap'
import { operations, type Operation } from '../../dist/local/operations/table.js'
import { OPERATIONS } from '../../dist/local/protocol/service-model.js'
import { raw, start } from './local.js'

t.test('an operation that is not implemented names itself', async t => {
  const { local } = await start(t)
  const name = 'GetProvisionedLimit'
  // Every operation is implemented, so one is removed, as if AWS had just added it.
  const table = operations as Map<string, Operation>
  const operation = table.get(name) as Operation
  t.ok(table.delete(name))
  t.teardown(() => table.set(name, operation))
  t.match(await raw(local, name, {}), {
    status: 400,
    body: {
      __type: 'NotImplemented',
      message: `The local Cognito does not have the operation ${name}.`
    }
  })
})

t.test('the operations that are implemented are those of AWS', async t => {
  t.strictSame([...operations.keys()].sort(), Object.keys(OPERATIONS).sort())
})
