import type { Table } from '../store/table.js'
import type { Environment } from './environment.js'
import { CognitoException, orNotFound } from './exception.js'
import { createPoolId } from './ids.js'
import type { AppClient, FactorSettings, PoolRecord, PoolSettings } from './records.js'
import { UserPool } from './user-pool.js'

/** The user pools of a local Cognito. */
export class UserPools {
  readonly environment: Environment
  readonly #records: Table<PoolRecord>
  readonly #pools = new Map<string, UserPool>()

  constructor (environment: Environment) {
    this.environment = environment
    this.#records = environment.store.table('pools')
    for (const record of this.#records.values()) this.#open(record)
  }

  all (): UserPool[] {
    return [...this.#pools.values()]
  }

  /**
   * Returns the pool with this ID.
   *
   * @throws ResourceNotFoundException
   */
  get (id: string): UserPool {
    return orNotFound(this.#pools.get(id), `User pool ${id} does not exist.`)
  }

  create (settings: PoolSettings, factors: FactorSettings): UserPool {
    const now = this.environment.clock.now()
    const record = {
      id: createPoolId(this.environment.region),
      settings,
      factors,
      createdAt: now,
      modifiedAt: now
    }
    this.#records.put(record.id, record)
    return this.#open(record)
  }

  delete (id: string): void {
    this.#pools.delete(id)
    this.#records.delete(id)
    this.environment.store.drop(`${id}/`)
  }

  /**
   * Returns an app client and its pool.
   *
   * @param otherwise - the exception of operations that do not declare ResourceNotFoundException
   * @throws ResourceNotFoundException
   */
  client (id: string, { otherwise }: { otherwise?: string } = {}): { client: AppClient, pool: UserPool } {
    for (const pool of this.#pools.values()) {
      const client = pool.clients.get(id)
      if (client !== undefined) return { client, pool }
    }
    const options = otherwise === undefined ? {} : { otherwise }
    throw new CognitoException('ResourceNotFoundException', `User pool client ${id} does not exist.`, options)
  }

  #open (record: PoolRecord): UserPool {
    const pool = new UserPool(this.environment, record)
    this.#pools.set(record.id, pool)
    return pool
  }
}
