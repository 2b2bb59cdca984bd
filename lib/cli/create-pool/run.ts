import { planUserPool, PLACEHOLDERS, type PlannedRequest, type Step } from '../../pool/plan.js'
import { regionIn } from '../../pool/pool.js'
import { createdBy, runPlan, type Progress } from '../../pool/run-plan.js'
import { connectAws, type Aws } from '../aws.js'
import type { Context } from '../command.js'
import { confirm } from '../confirm.js'
import { failure, usageError } from '../error.js'
import { EXIT } from '../exit-codes.js'
import type { Reporter } from '../reporter.js'
import { cdkCode } from './cdk.js'
import type { CreatePoolValues } from './command.js'
import { createdPool, createdText } from './created.js'
import { openEnvFile, type EnvFile } from './env-file.js'
import { failureText } from './failure-text.js'
import { poolOptions } from './options.js'
import { terraformCode } from './terraform.js'

/** Creates a user pool, or prints what would be created. */
export async function runCreatePool (values: CreatePoolValues, context: Context): Promise<number> {
  checkCombination(values)
  const steps = planUserPool(await poolOptions(values))
  const { reporter } = context
  const requests = steps.map(step => step(PLACEHOLDERS))
  if (values['dry-run'] === true) {
    reporter.result(JSON.stringify(requests, null, 2), { requests })
  } else if (values.cdk === true) {
    reporter.result(cdkCode(requests), { code: cdkCode(requests) })
  } else if (values.terraform === true) {
    reporter.result(terraformCode(requests), { code: terraformCode(requests) })
  } else {
    return await create(steps, requests, values, context)
  }
  return EXIT.ok
}

const PRINTS = ['dry-run', 'cdk', 'terraform'] as const

function checkCombination (values: CreatePoolValues): void {
  const [print, other] = PRINTS.filter(name => values[name] === true)
  if (print === undefined) return
  if (other !== undefined) throw usageError(`--${print} and --${other} cannot be combined.`)
  if (values['env-file'] !== undefined) {
    throw usageError(`--${print} creates nothing, so there is no --env-file.`)
  }
}

async function create (
  steps: readonly Step[],
  requests: readonly PlannedRequest[],
  values: CreatePoolValues,
  context: Context
): Promise<number> {
  const aws = await connectAws(values, 'create-pool')
  try {
    const region = await aws.client.config.region().catch(() => {
      throw usageError('--region is missing, and neither AWS_REGION nor the profile has a Region.')
    })
    if (values.yes !== true) await ask(requests, region, values, context)
    const file =
      values['env-file'] === undefined
        ? undefined
        : await openEnvFile(values['env-file'], values.force === true)
    return await send(aws, steps, { ...values, region }, file, context)
  } finally {
    aws.client.destroy()
  }
}

async function ask (
  requests: readonly PlannedRequest[],
  region: string,
  { profile, endpoint }: CreatePoolValues,
  context: Context
): Promise<void> {
  const target = endpoint ?? region
  const account = profile === undefined ? '' : `, profile ${profile}`
  const parts = requests.flatMap(request => partOf(request) ?? [])
  const isAgreed = await confirm(`In ${target}${account}: ${parts.join(', ')}.\nCreate them?`, context)
  if (!isAgreed) throw failure('Nothing was created.')
}

/** Returns what a request creates, by its name. */
function partOf (request: PlannedRequest): string | undefined {
  switch (request.operation) {
    case 'CreateUserPool':
      return `user pool ${request.input.PoolName}`
    case 'CreateUserPoolClient':
      return `app client ${request.input.ClientName}`
    default:
      return createdBy(request, PLACEHOLDERS)
  }
}

/** Sends the requests, and prints what was created, also after a failure. */
async function send (
  { sdk, client }: Aws,
  steps: readonly Step[],
  values: CreatePoolValues & { region: string },
  file: EnvFile | undefined,
  { reporter, signal }: Context
): Promise<number> {
  let progress: Progress = NOTHING
  // A request that was sent is completed, so that its result is known.
  const stoppable = steps.map((step): Step => ids => {
    signal.throwIfAborted()
    return step(ids)
  })
  const error = await runPlan(sdk, client, stoppable, made => {
    progress = made
    const part = createdBy(made.done.at(-1) as PlannedRequest, made.ids)
    if (part !== undefined) reporter.note(`Created ${part}.`)
  }).then(
    () => undefined,
    (error: unknown) => error
  )
  const isSaved = await save(file, progress, reporter)
  if (error !== undefined) throw failure(failureText({ error, steps, progress, values, isSaved }))
  const created = createdPool({ progress, values, isSaved })
  reporter.result(createdText(created, reporter), created)
  return isSaved || file === undefined ? EXIT.ok : EXIT.failed
}

const NOTHING: Progress = { done: [], ids: { userPoolId: '', clientId: '' } }

/** Writes the settings, as soon as there is an app client. Returns whether the file has them. */
async function save (
  file: EnvFile | undefined,
  { ids: { userPoolId, clientId }, clientSecret }: Progress,
  reporter: Reporter
): Promise<boolean> {
  if (file === undefined) return false
  if (clientId === '') {
    await file.discard()
    return false
  }
  const region = regionIn(userPoolId)
  try {
    await file.write({
      AWS_COGNITO_USER_POOL_ID: userPoolId,
      ...(region !== null && { AWS_COGNITO_USER_POOL_REGION: region }),
      AWS_COGNITO_APP_CLIENT_ID: clientId,
      ...(clientSecret !== undefined && { AWS_COGNITO_APP_CLIENT_SECRET: clientSecret })
    })
    return true
  } catch (error) {
    reporter.note(`${file.path} could not be written (${(error as NodeJS.ErrnoException).code}).`)
    return false
  }
}
