import { settingsWithoutEffect } from '../operations/without-effect.js'
import type { Fields } from './types.js'

/** The log entry of a call. */
export interface LogEntry {
  /** The name of the operation, such as `InitiateAuth`. */
  operation: string
  /** The name of the exception, if there was one. */
  exception?: string
  /** The message of the exception. */
  message?: string
  /** Settings of the request that have no effect in the local Cognito. */
  withoutEffect?: string[]
}

/** Logs a call. */
export type Log = (operation: string, input: Fields, error?: Error) => void

export function createLog (listener: ((entry: LogEntry) => void) | undefined): Log {
  return (operation, input, error) => {
    if (listener === undefined) return
    const names = settingsWithoutEffect(operation, input)
    listener({
      operation,
      ...(error !== undefined && { exception: error.name, message: error.message }),
      ...(names.length > 0 && { withoutEffect: names })
    })
  }
}
