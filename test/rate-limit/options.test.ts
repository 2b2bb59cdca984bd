import t from 'tap'
import { validationErrors } from '../../dist/options/validation-errors.js'
import { limitsFrom, limitsExhaustibleByOneIp } from '../../dist/rate-limit/limits.js'
import { RateLimitSchema, type RateLimitOptions } from '../../dist/rate-limit/options.js'

class Connection {
  defineCommand (): void {}
}

t.test('valid options are accepted', async t => {
  const right = [
    {},
    { accountAndIp: {}, ip: { max: 1 }, account: { timeWindow: 1000 } },
    { network: { max: 1000, timeWindow: 60_000 } },
    { account: { max: 1_000_000, timeWindow: 86_400_000 }, nameSpace: 'shop:' },
    { redis: new Connection() },
    { redis: { defineCommand () {} } }
  ]
  for (const options of right) t.strictSame(validationErrors(RateLimitSchema, options), [])
})

t.test('an invalid option is named', async t => {
  const invalid: readonly [unknown, string][] = [
    [7, '- options must be an object { accountAndIp, ip, network, account, redis, nameSpace }; got 7'],
    [{ ip: 300 }, '- options.ip must be an object { max, timeWindow }; got 300'],
    [{ ip: { max: 0 } }, '- options.ip.max must be a whole number from 1 to 1000000; got 0'],
    [{ ip: { max: 1.5 } }, '- options.ip.max must be a whole number from 1 to 1000000; got 1.5'],
    [
      { account: { timeWindow: '15 minutes' } },
      '- options.account.timeWindow must be a whole number of milliseconds from 1000 to 86400000; got "15 ' +
        'minutes"'
    ],
    [
      { account: { timeWindow: 999 } },
      '- options.account.timeWindow must be a whole number of milliseconds from 1000 to 86400000; got 999'
    ],
    [{ network: { max: 0 } }, '- options.network.max must be a whole number from 1 to 1000000; got 0'],
    [{ account: { window: 1000 } }, '- options.account.window is not an option; did you mean timeWindow?'],
    [{ acountAndIp: {} }, '- options.acountAndIp is not an option; did you mean accountAndIp?'],
    [{ nameSpace: '' }, '- options.nameSpace must be a string of 1 to 200 characters; got an empty string'],
    [
      { redis: 'redis://127.0.0.1' },
      '- options.redis must be a connection of ioredis; got a string of 17 characters'
    ],
    [{ redis: null }, '- options.redis must be a connection of ioredis; got null'],
    [{ redis: { host: '127.0.0.1' } }, '- options.redis must be a connection of ioredis; got an object']
  ]
  for (const [options, line] of invalid) t.strictSame(validationErrors(RateLimitSchema, options), [line])
})

t.test('omitted options have defaults', async t => {
  const timeWindow = 900_000
  const defaults = {
    accountAndIp: { max: 10, timeWindow },
    ip: { max: 300, timeWindow },
    network: { max: 900, timeWindow },
    account: { max: 100, timeWindow }
  }
  t.strictSame(limitsFrom({}), defaults)
  t.strictSame(limitsFrom({ ip: { max: 5 }, account: { timeWindow: 1000 } }), {
    ...defaults,
    ip: { max: 5, timeWindow },
    network: { max: 15, timeWindow },
    account: { max: 100, timeWindow: 1000 }
  })
  t.match(
    limitsFrom({ ip: { timeWindow: 1000 } }),
    { network: { max: 900, timeWindow: 1000 } },
    'those of a network follow those of an address'
  )
  t.match(limitsFrom({ network: { max: 5000 } }), { network: { max: 5000, timeWindow } })
  t.strictSame(limitsFrom({ ip: undefined, account: { max: undefined } } as never), defaults)
})

t.test('limits that one IP address could exhaust are detected', async t => {
  const account = (options: RateLimitOptions) => limitsExhaustibleByOneIp(options).account
  t.strictSame(limitsExhaustibleByOneIp({}), {})
  t.equal(account({ accountAndIp: { max: 49 } }), undefined)
  t.match(
    account({ accountAndIp: { max: 50 } }),
    /^must have a max above 100, so that .*; or lower the max of accountAndIp$/
  )
  t.match(account({ account: { max: 10 } }), /^must have a max above 20/)
  t.equal(account({ account: { max: 100, timeWindow: 3_600_000 } }), undefined)
  t.match(account({ account: { max: 50, timeWindow: 3_600_000 } }), /^must have a max above 50/)
  t.match(account({ accountAndIp: { timeWindow: 60_000 } }), /^must have a max above 160/)

  const network = (options: RateLimitOptions) => limitsExhaustibleByOneIp(options).network
  t.equal(network({ ip: { max: 1_000_000 } }), undefined, 'the default is safe')
  t.equal(network({ network: { max: 601 } }), undefined)
  t.match(
    network({ network: { max: 600 } }),
    /^must have a max above 600, so that .*; or lower the max of ip$/
  )
  t.match(network({ network: { timeWindow: 3_600_000 } }), /^must have a max above 1500/)
})
