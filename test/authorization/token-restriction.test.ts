import t from 'tap'
import {
  AcceptedTenantTokens,
  type AcceptedPoolTokens,
  type AcceptedTokens
} from '../../dist/authorization/accepted-tokens.js'
import { restrictTokens, type TokenRestriction } from '../../dist/authorization/token-restriction.js'

/** What is left of the tokens that the options accept, for a guard with a restriction. */

const API = 'https://api.example.com'
const OTHER_API = 'https://other.example.com'

const pool = (accepted: Partial<AcceptedPoolTokens> = {}): AcceptedPoolTokens =>
  ({ clientIds: null, tokenUse: null, audiences: null, ...accepted })

const restrict = (accepted: AcceptedTokens, restriction?: TokenRestriction) =>
  restrictTokens('requireUser', accepted, restriction)

/** Returns the pools that a guard accepts tokens of, with one of their fields. */
function fieldOf (field: keyof AcceptedPoolTokens, accepted: AcceptedTokens) {
  return Object.fromEntries([...(accepted as Map<string, AcceptedPoolTokens>)].map(([name, tokens]) => {
    const value = tokens[field]
    return [name, value instanceof Set ? [...value] : value]
  }))
}

t.test('without a restriction, all tokens of the options are accepted', async t => {
  const accepted = new Map([['one', pool({ clientIds: new Set(['a']), tokenUse: 'access' })]])
  t.strictSame(restrict(accepted), accepted)
  t.strictSame(restrict(accepted, {}), accepted)
})

t.test('a pool', async t => {
  const accepted = new Map([['one', pool()], ['two', pool({ tokenUse: 'id' })]])
  t.strictSame(restrict(accepted, { pool: 'two' }), new Map([['two', pool({ tokenUse: 'id' })]]))
})

t.test('each pool keeps its own app clients, and a pool without any is left out', async t => {
  const accepted = new Map([
    ['one', pool({ clientIds: new Set(['a', 'c']) })],
    ['two', pool({ clientIds: new Set(['b']) })]
  ])
  const clientsFor = (clientId: string | string[]) => fieldOf('clientIds', restrict(accepted, { clientId }))
  t.strictSame(clientsFor(['a', 'b']), { one: ['a'], two: ['b'] })
  t.strictSame(clientsFor('c'), { one: ['c'] })
})

t.test('a pool with any app client accepts those of the guard only', async t => {
  t.strictSame(fieldOf('clientIds', restrict(new Map([['one', pool()]]), { clientId: 'a' })), { one: ['a'] })
})

t.test('each pool keeps its own audiences, and a pool without any is left out', async t => {
  const accepted = new Map([
    ['one', pool({ audiences: new Set([API, null]) })],
    ['two', pool({ audiences: new Set([OTHER_API]) })],
    ['three', pool()]
  ])
  const audiencesFor = (audience: string | (string | null)[]) =>
    fieldOf('audiences', restrict(accepted, { audience }))
  t.strictSame(audiencesFor([API, OTHER_API]), { one: [API], two: [OTHER_API] })
  t.strictSame(audiencesFor([null]), { one: [null] })
})

t.test('the use of tokens', async t => {
  const accepted = new Map([
    ['one', pool()],
    ['two', pool({ tokenUse: 'id' })],
    ['three', pool({ tokenUse: 'access', alb: true })]
  ])
  const usesFor = (tokenUse: 'access' | 'id' | 'alb') => fieldOf('tokenUse', restrict(accepted, { tokenUse }))
  t.strictSame(usesFor('access'), { one: 'access', three: 'access' })
  t.strictSame(usesFor('id'), { one: 'id', two: 'id' })
  t.strictSame(usesFor('alb'), { three: 'alb' })
  const withoutAlb = restrict(accepted, { tokenUse: 'access' })
  t.strictSame(fieldOf('alb', withoutAlb), { one: undefined, three: undefined })
})

t.test('pools that are resolved at runtime', async t => {
  const accepted = new AcceptedTenantTokens({ tokenUse: 'access', audiences: new Set([API]) })
  t.strictSame(restrict(accepted), accepted)
  t.strictSame(
    restrict(accepted, { pool: 'one', clientId: ['a', 'b'], tokenUse: 'id', audience: [OTHER_API, null] }),
    new AcceptedTenantTokens({
      pool: 'one',
      clientIds: new Set(['a', 'b']),
      tokenUse: 'id',
      audiences: new Set([OTHER_API, null])
    })
  )
  const any = new AcceptedTenantTokens()
  t.strictSame(restrict(any, { clientId: 'a' }), new AcceptedTenantTokens({ clientIds: new Set(['a']) }))
  t.strictSame(restrict(any, { audience: API }), new AcceptedTenantTokens({ audiences: new Set([API]) }))
})
