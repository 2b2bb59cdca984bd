import { ManagedLogin, type Dependencies } from './managed-login.js'
import type { ManagedLoginSettings } from './settings.js'

/** Managed login of the pools that have it. */
export class ManagedLogins {
  /** The pool of the auth API is the first, if it is among them. */
  readonly all: readonly ManagedLogin[]

  constructor (all: readonly ManagedLogin[]) {
    this.all = all
  }

  /** Managed login of the pool of the auth API, or else of the first pool. */
  get main (): ManagedLogin {
    return this.all[0] as ManagedLogin
  }

  /** Returns managed login of the pool with a name. Undefined if the pool has none. */
  of (pool: string): ManagedLogin | undefined {
    return this.all.find(({ settings }) => settings.pool === pool)
  }
}

/** Opens managed login of the pools. */
export function openManagedLogins (
  all: readonly ManagedLoginSettings[],
  dependencies: Omit<Dependencies, 'settings'>
): ManagedLogins {
  return new ManagedLogins(all.map(settings => new ManagedLogin({ ...dependencies, settings })))
}
