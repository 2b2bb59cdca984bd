import fc from 'fast-check'
import t from 'tap'
import { behindLoadBalancer, withData } from './app.js'

t.test('nothing but the exact token is accepted', async t => {
  const { alb, get } = await behindLoadBalancer(t)
  const headers = alb.headers({ sub: 'ada' }, { accessToken: false })
  const data = headers['x-amzn-oidc-data']
  t.equal((await get(headers)).statusCode, 200)
  const position = fc.nat(data.length - 1)
  const character = fc.constantFrom(...'ABCwxyz0189-_=.+/ ~,')
  const mutation = fc.oneof(
    fc.tuple(position, character).map(([at, c]) => data.slice(0, at) + c + data.slice(at + 1)),
    fc.tuple(position, character).map(([at, c]) => data.slice(0, at) + c + data.slice(at)),
    fc.tuple(position, fc.integer({ min: 1, max: 8 })).map(([at, n]) =>
      data.slice(0, at) + data.slice(at + n)
    ),
    fc.tuple(position, position).map(([a, b]) => data.slice(0, a) + data.slice(b)),
    fc.tuple(position, position).map(([a, b]) => {
      const characters = data.split('')
      ;[characters[a], characters[b]] = [characters[b] as string, characters[a] as string]
      return characters.join('')
    }),
    fc.constantFrom(...[1, 2, 3].map(n => data + '='.repeat(n))),
    fc.constantFrom(data.replace('=', ''), data.replace(/=+\./, '.'), data.replace(/=+$/, ''), `${data}.`),
    fc.shuffledSubarray(data.split('.'), { minLength: 1 }).map(parts => parts.join('.'))
  )
  await fc.assert(
    fc.asyncProperty(mutation, async mutated => {
      fc.pre(mutated !== data)
      const { statusCode } = await get(withData(headers, mutated))
      return statusCode === 401 || statusCode === 400
    }),
    { numRuns: 1500 }
  )
  t.ok(alb.requests <= 5, 'another kid is fetched, within the budget')
})

t.test('any header and payload that others sign are rejected', async t => {
  const { alb, get } = await behindLoadBalancer(t)
  const headers = alb.headers({ sub: 'ada' })
  const encode = (value: unknown) => {
    const text = Buffer.from(JSON.stringify(value) ?? 'x').toString('base64url')
    return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
  }
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), async (...parts) => {
      const token = parts.map(encode).join('.')
      const { statusCode } = await get(withData(headers, token))
      return statusCode === 401
    }),
    { numRuns: 500 }
  )
  t.equal(alb.requests, 0)
})
