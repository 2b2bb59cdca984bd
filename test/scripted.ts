import type { Test } from 'tap'
import { startLocalCognito, type FaultResponse } from '../dist/local/index.js'

process.env['NODE_ENV'] = 'test'

/** A call that Cognito received. */
export interface Call {
  operation: string
  body: Record<string, unknown>
}

/** What Cognito responds. */
export interface ScriptedResponse extends FaultResponse {
  /** The response is sent once this is settled. */
  after?: Promise<unknown>
}

/** An exception as Cognito sends it: status 400, its name in `__type`. */
export function exception (name: string, message = 'simulated', status = 400): ScriptedResponse {
  return { status, body: { __type: name, message }, headers: { 'x-amzn-requestid': 'request-0001' } }
}

/** Starts a local Cognito that responds as a test decides, for what Cognito sends rarely or never. */
export async function startScripted (
  t: Test,
  respond: (call: Call) => ScriptedResponse
): Promise<{ endpoint: string, calls: Call[] }> {
  const local = await startLocalCognito()
  t.teardown(async () => {
    await local.close()
  })
  const calls: Call[] = []
  local.fail('*', async ({ operation, input }) => {
    const call = { operation, body: input }
    calls.push(call)
    const { after, ...response } = respond(call)
    await after
    return { ...response, headers: { 'content-type': 'application/x-amz-json-1.1', ...response.headers } }
  })
  return { endpoint: local.endpoint, calls }
}
