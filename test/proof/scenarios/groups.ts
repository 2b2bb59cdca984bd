import type { At, Scenario } from '../scenario.js'
import {
  ADA,
  ADMINISTRATION,
  DONE,
  FORBIDDEN,
  JANE,
  JOE,
  LAST,
  MINUTE,
  NOT_FOUND,
  signedIn,
  TOO_OLD
} from './steps.js'

const accounts = [ADA, JANE, JOE]
const routes = ADMINISTRATION
const EDITORS = { name: 'editors', description: 'Editors of articles', precedence: 7 }

/** Ada, and her requests about groups. */
async function asAda ({ api }: At) {
  const { accessToken } = await signedIn(api, ADA)
  const member = (group: string, { email }: { email: string }, query = '') =>
    `/admin/groups/${encodeURIComponent(group)}/members/${encodeURIComponent(email)}${query}`
  return {
    creates: (group: object) => api.post('/admin/groups', group, accessToken),
    updates: (name: string, changes: object) => api.patch(`/admin/groups/${name}`, changes, accessToken),
    deletes: (name: string, query = '') => api.delete(`/admin/groups/${name}${query}`, accessToken),
    groups: async () =>
      (await api.get('/admin/groups', accessToken)).body.groups
        .map(({ name }: { name: string }) => name)
        .sort(),
    list: (query: string) => api.get(`/admin/groups?${query}`, accessToken),
    members: (group: string, query = '') => api.get(`/admin/groups/${group}/members${query}`, accessToken),
    adds: (group: string, person: { email: string }) =>
      api.put(member(group, person), undefined, accessToken),
    removes: (group: string, person: { email: string }, query = '') =>
      api.delete(member(group, person, query), accessToken)
  }
}

/** How an administrator manages groups. */
export const groups: readonly Scenario[] = [
  {
    name: 'a group is created once, updated in part, and deleted',
    needs: ['unique groups'],
    setting: { accounts },
    routes,
    async run (t, at) {
      const { creates, updates, deletes, groups, members } = await asAda(at)
      t.match(await creates(EDITORS), { status: 201, body: EDITORS })
      t.match(await creates({ name: 'editors' }), { status: 409, body: { code: 'FST_COGNITO_GROUP_EXISTS' } })
      t.strictSame(await groups(), ['admin', 'editors'])
      t.match(await updates('editors', { description: 'Who writes' }), {
        status: 200,
        body: { ...EDITORS, description: 'Who writes' }
      })
      t.match(await updates('editors', { precedence: 0 }), {
        status: 200,
        body: { name: 'editors', description: 'Who writes', precedence: 0 }
      })
      t.match(await updates('readers', { precedence: 0 }), NOT_FOUND)
      t.match(await members('readers'), NOT_FOUND)
      t.match(await deletes('editors'), DONE)
      t.match(await deletes('editors'), NOT_FOUND)
      t.strictSame(await groups(), ['admin'])
    }
  },
  {
    name: 'the name of a group can have any characters except spaces',
    setting: { accounts },
    routes,
    async run (t, at) {
      const { creates, groups, adds, removes, members } = await asAda(at)
      const name = 'Ärzte&Söhne/日本%25?#'
      t.match(await creates({ name: 'two words' }), { status: 400 })
      t.match(await creates({ name }), { status: 201, body: { name, precedence: null } })
      t.strictSame(await groups(), ['admin', name])
      t.match(await adds(name, JANE), DONE)
      t.match((await members(encodeURIComponent(name))).body.users, [{ email: JANE.email }])
      t.match(await removes(name, JANE), DONE)
    }
  },
  {
    name: 'added and removed members have the group, or not, in their next token',
    setting: { accounts },
    routes,
    async run (t, at) {
      const { api } = at
      const { adds, removes, members } = await asAda(at)
      const administers = async () =>
        (await api.get('/admin/users', (await signedIn(api, JANE)).accessToken)).status
      t.equal(await administers(), 403)
      t.match(await adds('admin', JANE), DONE)
      t.equal(await administers(), 200)
      t.strictSame((await members('admin')).body.users.map(({ email }: { email: string }) => email).sort(), [
        ADA.email,
        JANE.email
      ])
      t.match(await adds('admin', JANE), DONE, 'adding twice is not an error')
      t.match(await removes('admin', JANE), DONE)
      t.equal(await administers(), 403)
      t.match((await members('admin')).body.users, [{ email: ADA.email, enabled: true, status: 'CONFIRMED' }])
    }
  },
  {
    name: 'a refreshed token has the current groups',
    needs: ['refresh'],
    setting: { accounts },
    routes,
    async run (t, at) {
      const { api } = at
      const { adds } = await asAda(at)
      const { accessToken, refreshToken } = await signedIn(api, JANE)
      t.match(await adds('admin', JANE), DONE)
      t.equal((await api.get('/admin/users', accessToken)).status, 403)
      t.equal(
        (await api.get('/admin/users', (await api.post('/refresh', { refreshToken })).body.accessToken))
          .status,
        200
      )
    }
  },
  {
    name: 'adding an unknown user, or a user to an unknown group, is a 404',
    setting: { accounts },
    routes,
    async run (t, at) {
      const { adds, removes, members } = await asAda(at)
      const missing = { email: 'nobody@example.com' }
      for (const response of [
        await adds('readers', JANE),
        await adds('admin', missing),
        await removes('readers', JANE),
        await removes('admin', missing)
      ]) {
        t.match(response, NOT_FOUND)
      }
      t.match((await members('admin')).body.users, [{ email: ADA.email }])
    }
  },
  {
    name: 'groups and their members are listed in pages',
    needs: ['pages of lists'],
    setting: { accounts: [ADA, { ...JANE, groups: ['admin', 'editors'] }] },
    routes,
    async run (t, at) {
      const { list, members } = await asAda(at)
      const [first, one] = [(await list('limit=1')).body, (await members('admin', '?limit=1')).body]
      const [second, other] = [
        (await list(`limit=1&next=${encodeURIComponent(first.next)}`)).body,
        (await members('admin', `?limit=1&next=${encodeURIComponent(one.next)}`)).body
      ]
      t.strictSame([...first.groups, ...second.groups].map(({ name }) => name).sort(), ['admin', 'editors'])
      t.strictSame([...one.users, ...other.users].map(({ email }) => email).sort(), [ADA.email, JANE.email])
      t.notOk('next' in second || 'next' in other)
    }
  },
  {
    name: 'the last administrator and their group cannot be removed, except with force',
    setting: { accounts: [ADA, { ...JANE, groups: ['admin', 'editors'] }] },
    routes,
    async run (t, at) {
      const { removes, deletes, groups, members } = await asAda(at)
      t.match(await removes('editors', JANE), DONE, 'a group that administers nothing')
      t.match(await removes('admin', JANE), DONE, 'Ada remains')
      t.match(await removes('admin', ADA), LAST)
      t.match((await members('admin')).body.users, [{ email: ADA.email }])
      t.match(await removes('admin', ADA, '?force=true'), DONE)
      t.match(await deletes('admin'), LAST)
      t.match(await deletes('admin', '?force=true'), DONE)
      t.strictSame(await groups(), ['editors'])
    }
  },
  {
    name: 'adding and removing members needs a recent sign-in',
    needs: ['adjustable clock'],
    setting: { accounts: [ADA, { ...JANE, groups: ['admin'] }] },
    routes,
    async run (t, at) {
      const { adds, removes } = await asAda(at)
      at.pool.forward(6 * MINUTE)
      t.match(await adds('admin', JOE), TOO_OLD)
      t.match(await removes('admin', JANE), TOO_OLD)
    }
  },
  {
    name: 'group administration is limited to members of the configured group',
    setting: {
      accounts: [
        { ...ADA, groups: ['keepers'] },
        { ...JANE, groups: ['editors'] }
      ]
    },
    routes: { admin: { users: { groups: ['admin'] }, groups: { groups: ['keepers'] } } },
    async run (t, at) {
      const { api } = at
      const { groups, members } = await asAda(at)
      const { accessToken } = await signedIn(api, JANE)
      t.match(await api.get('/admin/groups', accessToken), FORBIDDEN)
      t.match(await api.put(`/admin/groups/keepers/members/${JANE.email}`, undefined, accessToken), FORBIDDEN)
      t.match(await api.post('/admin/groups', EDITORS, accessToken), FORBIDDEN)
      t.match(await api.delete('/admin/groups/keepers?force=true', accessToken), FORBIDDEN)
      t.strictSame(await groups(), ['editors', 'keepers'])
      t.match((await members('keepers')).body.users, [{ email: ADA.email }])
    }
  }
]
