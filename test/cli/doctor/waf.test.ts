// In a process of its own: it changes the environment, and starts others.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import type { Report } from '../../../dist/cli/doctor/report-schema.js'
import { covered } from '../../examples/process.js'
import { doctor, startLocal } from './good-pool.js'

/** The check `waf`, with a server that responds as AWS WAF and forwards to a local Cognito. */

const local = await startLocal(t)
const WAF = 'AWSWAF_20190729.GetWebACLForResource'

interface Endpoint {
  url: string
  /** The requests to AWS WAF. */
  requests: { authorization: string, body: { ResourceArn?: string } }[]
}

/** Starts an endpoint with the local Cognito, and with a response of AWS WAF. */
async function startEndpoint (t: Test, status: number, response: object): Promise<Endpoint> {
  const requests: Endpoint['requests'] = []
  const server = createServer()
  server.on('request', async (request: IncomingMessage, reply: ServerResponse) => {
    const body = await text(request)
    const target = String(request.headers['x-amz-target'])
    const { authorization = '' } = request.headers
    const headers = { 'content-type': 'application/x-amz-json-1.1' }
    if (target === WAF) {
      requests.push({ authorization, body: JSON.parse(body) as object })
      reply.writeHead(status, headers).end(JSON.stringify(response))
      return
    }
    const forwarded = await fetch(local.endpoint, {
      method: 'POST',
      headers: { ...headers, authorization, 'x-amz-target': target },
      body
    })
    reply.writeHead(forwarded.status, headers).end(await forwarded.text())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

const { userPoolId, clientId } = local
const ARGS = ['--user-pool-id', userPoolId, '--client-id', clientId, '--only', 'waf,pool-reachable', '--json']

async function report (...args: string[]): Promise<Report & { code: number | null }> {
  const { code, stdout } = await doctor(...ARGS, ...args)
  return { code, ...(JSON.parse(stdout) as Report) }
}

const WEB_ACL = {
  Name: 'users',
  Id: '11111111-2222-3333-4444-555555555555',
  ARN: 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/users/11111111-2222-3333-4444-555555555555'
}

const denied = (action: string) => ({
  __type: 'AccessDeniedException',
  message: `User: arn:aws:iam::123456789012:user/ada is not authorized to perform: ${action} on resource: x`
})

t.test('a pool with a web ACL passes', async t => {
  const { url, requests } = await startEndpoint(t, 200, { WebACL: WEB_ACL })
  const { code, passed, findings } = await report('--endpoint', url)
  t.strictSame([code, passed, findings], [0, ['pool-reachable', 'waf'], []])
  t.match(requests, [
    { body: { ResourceArn: new RegExp(`:userpool/${userPoolId}$`) }, authorization: /local\/.*\/wafv2\// }
  ])
})

t.test('a pool without a web ACL is an info', async t => {
  const { url } = await startEndpoint(t, 200, {})
  const { code, findings, commands } = await report('--endpoint', url, '--strict')
  t.strictSame([code, commands], [0, []])
  t.match(findings, [{ id: 'waf', severity: 'info', console: 'Security > AWS WAF' }])
})

t.test('a missing permission is reported, including that of the pool', async t => {
  const actions = ['wafv2:GetWebACLForResource', 'wafv2:GetWebACL', 'cognito-idp:GetWebACLForResource']
  for (const action of actions) {
    const { url } = await startEndpoint(t, 400, denied(action))
    const { code, passed, notChecked } = await report('--endpoint', url)
    t.strictSame([code, passed], [0, ['pool-reachable']])
    t.strictSame(notChecked, [{ id: 'waf', permissions: [action], reason: null }])
  }
  const { url } = await startEndpoint(t, 400, denied('s3:GetObject'))
  t.match((await report('--endpoint', url)).notChecked, [{ permissions: ['wafv2:GetWebACLForResource'] }])
})

t.test('at an emulator without AWS WAF, the check is skipped', async t => {
  const { code, notChecked } = await report('--endpoint', local.endpoint)
  const reason = `${local.endpoint} has no AWS WAF`
  t.strictSame([code, notChecked], [0, [{ id: 'waf', permissions: [], reason }]])
})

t.test('on AWS, after a failure the check has neither passed nor a finding', async t => {
  const { url } = await startEndpoint(t, 400, { __type: 'WAFInternalErrorException', message: 'simulated' })
  const variables = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' }
  const before = { ...process.env }
  Object.assign(process.env, variables)
  t.teardown(() => {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  })
  const { code, findings, notChecked } = await report()
  t.strictSame([code, findings], [3, []])
  t.match(notChecked, [
    { id: 'waf', permissions: [], reason: /^wafv2:GetWebACLForResource: WAFInternalErrorException: simulated/ }
  ])
})

/** A module of Node.js that makes the import of `@aws-sdk/client-wafv2` fail. */
const failing = (code: string) => `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module'
  register('data:text/javascript,' + encodeURIComponent(\`
    export async function resolve (specifier, context, next) {
      if (specifier !== '@aws-sdk/client-wafv2') return next(specifier, context)
      throw Object.assign(new Error('simulated'), { code: '${code}' })
    }
  \`))
`)}`

t.test('without its package, the check is skipped, and the package is reported', async t => {
  const runWith = async (code: string) => {
    const args = [...ARGS.slice(0, -1), '--endpoint', local.endpoint]
    const line = ['--import', failing(code), 'modules/cli/index.js', 'doctor', ...args]
    const env = { ...covered, NODE_ENV: 'test' }
    return await promisify(execFile)(process.execPath, line, { env }).catch(
      (error: { code: number, stdout: string }) => error
    )
  }
  const { stdout } = await runWith('ERR_MODULE_NOT_FOUND')
  t.match(
    stdout,
    /\nNot checked\n {2}waf: @aws-sdk\/client-wafv2 is not installed: npm install @aws-sdk\/client-wafv2\n/
  )
  t.match(stdout, /\n0 errors, 0 warnings, 0 infos, 1 passed, 1 not checked\n$/)
  t.match(await runWith('ERR_OTHER'), { code: 3, stdout: /waf: .*simulated/ }, 'another error is shown')
})
