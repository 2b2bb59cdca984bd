import type { Person, Users } from './users.js'

export interface Group {
  readonly name: string
  description?: string | undefined
  precedence?: number | undefined
  roleArn?: string | undefined
  readonly createdAt: Date
  changedAt: Date
}

/** The groups of a pool. Who is in them, the people know themselves. */
export class Groups {
  readonly #groups = new Map<string, Group>()
  readonly #users: Users
  readonly #now: () => number

  constructor (users: Users, now: () => number) {
    this.#users = users
    this.#now = now
    for (const name of users.all().flatMap(({ groups }) => groups)) this.put({ name })
  }

  all (): Group[] {
    return [...this.#groups.values()]
  }

  find (name: string): Group | undefined {
    return this.#groups.get(name)
  }

  put (group: Omit<Group, 'createdAt' | 'changedAt'>): Group {
    const now = new Date(this.#now())
    const put = { ...group, createdAt: now, changedAt: now }
    this.#groups.set(group.name, put)
    return put
  }

  /** Its members are not in it any more. */
  delete ({ name }: Group): void {
    this.#groups.delete(name)
    for (const person of this.#users.all()) person.groups = person.groups.filter(group => group !== name)
  }

  membersOf ({ name }: Group): Person[] {
    return this.#users.all().filter(({ groups }) => groups.includes(name))
  }
}
