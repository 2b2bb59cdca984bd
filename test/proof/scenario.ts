import type { Test } from 'tap'
import type { SinglePoolOptions } from '../../dist/index.js'
import type { Visitor } from './application.js'
import type { Feature, Pool, Setting } from './subject.js'

/** A user's journey through an application, independent of the Cognito behind it. */
export interface Scenario {
  /** A sentence. */
  readonly name: string
  /** The features that the Cognito must have. */
  readonly needs?: readonly Feature[]
  readonly setting?: Setting
  /** Options of the routes, except the flows: those are in the setting. */
  readonly routes?: NonNullable<SinglePoolOptions['routes']>
  run(t: Test, at: At): Promise<void>
}

/** The application and the Cognito that a scenario runs on. */
export interface At {
  readonly api: Visitor
  readonly pool: Pool
}

/** Returns the scenarios, and each again with an app client that has a secret. */
export function withSecretToo (scenarios: readonly Scenario[]): Scenario[] {
  return scenarios.flatMap(scenario => [
    scenario,
    {
      ...scenario,
      name: `${scenario.name}, with a client secret`,
      needs: [...(scenario.needs ?? []), 'client secret'],
      setting: { ...scenario.setting, clientSecret: true }
    }
  ])
}
