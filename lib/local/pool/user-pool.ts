import type { Table } from '../store/table.js'
import { Challenges } from './challenges.js'
import type { Environment } from './environment.js'
import { createKeys, keepForReuse, openKeys, type SigningKeys, type StoredKeys } from './keys.js'
import type { AppClient, FactorSettings, Group, PoolRecord, PoolSettings } from './records.js'
import { Sessions } from './sessions.js'
import { Users } from './users.js'

/** A user pool: its settings, users, groups, app clients, sessions and challenges. */
export class UserPool {
  readonly environment: Environment
  readonly users: Users
  readonly groups: Table<Group>
  readonly clients: Table<AppClient>
  readonly sessions: Sessions
  readonly challenges: Challenges
  readonly record: PoolRecord
  readonly #pools: Table<PoolRecord>
  #keys: SigningKeys | undefined
  #creatingKeys: Promise<SigningKeys> | undefined

  constructor (environment: Environment, record: PoolRecord) {
    const { store, clock } = environment
    this.environment = environment
    this.record = record
    this.#pools = store.table('pools')
    this.users = new Users(this.table('users'), record.settings)
    this.groups = this.table('groups')
    this.clients = this.table('clients')
    this.sessions = new Sessions(this.table('sessions'), clock.now)
    this.challenges = new Challenges(clock.now)
    const stored = this.table<StoredKeys>('keys').get('keys')
    this.#keys = stored && openKeys(stored)
  }

  get id (): string {
    return this.record.id
  }

  get settings (): PoolSettings {
    return this.record.settings
  }

  get factors (): FactorSettings {
    return this.record.factors
  }

  get arn (): string {
    const { region, accountId } = this.environment
    return `arn:aws:cognito-idp:${region}:${accountId}:userpool/${this.id}`
  }

  /** `iss` of the pool's tokens. */
  get issuer (): string {
    return `${this.environment.endpoint}/${this.id}`
  }

  /** The keys that tokens were signed with, if there are any tokens. */
  get keys (): SigningKeys | undefined {
    return this.#keys
  }

  /** Returns the keys to sign with, which are created when they are needed first. */
  async signingKeys (): Promise<SigningKeys> {
    this.#creatingKeys ??= this.#keys === undefined ? this.#createKeys() : Promise.resolve(this.#keys)
    return await this.#creatingKeys
  }

  async #createKeys (): Promise<SigningKeys> {
    const stored = this.table<StoredKeys>('keys').put('keys', await createKeys())
    this.#keys = openKeys(stored)
    return this.#keys
  }

  /** Releases the keys for the next pools of this process. For a closed pool that was never stored. */
  releaseKeys (): void {
    const stored = this.table<StoredKeys>('keys').get('keys')
    if (stored !== undefined) keepForReuse(stored)
  }

  /** Returns the time in milliseconds since the epoch. */
  now (): number {
    return this.environment.clock.now()
  }

  /** Returns a table of this pool. Deleting the pool deletes it. */
  table<Value>(name: string): Table<Value> {
    return this.environment.store.table(`${this.id}/${name}`)
  }

  /** Changes settings of the pool. */
  update (changes: { settings?: PoolSettings, factors?: FactorSettings }): void {
    Object.assign(this.record, changes, { modifiedAt: this.now() })
    this.#pools.put(this.id, this.record)
  }
}
