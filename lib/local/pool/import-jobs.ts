import { randomBytes } from 'node:crypto'
import type { Table } from '../store/table.js'
import { checkRequired, checkValues, withSignInName } from './attributes.js'
import { isSame } from './compare.js'
import { parseCsv } from './csv.js'
import { CognitoException, invalidParameter } from './exception.js'
import { createUser } from './new-user.js'
import type { Attributes } from './records.js'
import { schemaOf } from './settings.js'
import { takeAlias } from './sign-up.js'
import type { UserPool } from './user-pool.js'

/** A job that creates users from a CSV file. */
export interface ImportJob {
  id: string
  name: string
  role: string
  /** The secret part of the URL that the file is sent to. */
  signature: string
  status: 'Created' | 'Stopped' | 'Succeeded' | 'Failed' | 'Expired'
  createdAt: number
  startedAt?: number
  completedAt?: number
  file?: string
  imported: number
  skipped: number
  failed: number
  message?: string
}

/** How long a file can be sent, and how long the job can be started, in milliseconds (Developer Guide). */
const UPLOAD = 15 * 60 * 1000
const START = 24 * 60 * 60 * 1000

/** The import jobs of a pool. */
export class ImportJobs {
  readonly #pool: UserPool
  readonly #table: Table<ImportJob>

  constructor (pool: UserPool) {
    this.#pool = pool
    this.#table = pool.table('import-jobs')
  }

  /** Returns every job, the newest first. */
  all (): ImportJob[] {
    return this.#table
      .values()
      .map(({ id }) => this.find(id) as ImportJob)
      .reverse()
  }

  find (id: string): ImportJob | undefined {
    const job = this.#table.get(id)
    if (job?.status === 'Created' && job.createdAt + START <= this.#pool.now()) {
      this.#change(job, { status: 'Expired' })
    }
    return job
  }

  create (name: string, role: string): ImportJob {
    const id = `import-${randomBytes(6).toString('base64url').replaceAll('_', '-')}`
    const signature = randomBytes(32).toString('hex')
    const createdAt = this.#pool.now()
    const counts = { imported: 0, skipped: 0, failed: 0 }
    return this.#table.put(id, { id, name, role, signature, status: 'Created', createdAt, ...counts })
  }

  /** Receives the file of a job. Returns whether it was accepted. */
  receive (id: string, signature: string, file: string): boolean {
    const job = this.find(id)
    const isOpen = job?.status === 'Created' && job.createdAt + UPLOAD > this.#pool.now()
    if (!isOpen || !isSame(signature, job.signature)) return false
    this.#change(job, { file })
    return true
  }

  /** Creates the users at once. They have to reset their password, as they have none. */
  start (job: ImportJob): void {
    if (job.status !== 'Created') throw inStatus(job, 'started')
    if (job.file === undefined) {
      throw new CognitoException('PreconditionNotMetException', 'File has not been uploaded for import job.')
    }
    const now = this.#pool.now()
    const [header = [], ...rows] = parseCsv(job.file) ?? []
    const columns = csvColumns(this.#pool)
    const isComplete = header.length === columns.length && columns.every(name => header.includes(name))
    const result = isComplete
      ? { status: 'Succeeded' as const, ...importRows(this.#pool, header, rows) }
      : { status: 'Failed' as const, message: 'The header row of the file does not match the user pool.' }
    this.#change(job, { ...result, startedAt: now, completedAt: now })
  }

  stop (job: ImportJob): void {
    if (job.status !== 'Created') throw inStatus(job, 'stopped')
    this.#change(job, { status: 'Stopped', completedAt: this.#pool.now() })
  }

  #change (job: ImportJob, changes: Partial<ImportJob>): void {
    this.#table.put(job.id, Object.assign(job, changes))
  }
}

function inStatus ({ status }: ImportJob, action: string): CognitoException {
  return new CognitoException(
    'PreconditionNotMetException',
    `The import job cannot be ${action}. Its status is ${status}.`
  )
}

const USERNAME = 'cognito:username'
const MFA_ENABLED = 'cognito:mfa_enabled'

/** The columns of a file to import users from. */
export function csvColumns ({ settings }: UserPool): string[] {
  const own = ['sub', 'identities']
  const names = schemaOf(settings)
    .map(({ Name = '' }) => Name)
    .filter(name => !own.includes(name) && !name.startsWith('dev:'))
  return [...names, MFA_ENABLED, USERNAME]
}

type Counts = Pick<ImportJob, 'imported' | 'skipped' | 'failed' | 'message'>

function importRows (pool: UserPool, header: readonly string[], rows: readonly string[][]): Counts {
  const counts = { imported: 0, skipped: 0, failed: 0 }
  for (const [index, row] of rows.entries()) {
    try {
      if (row.length !== header.length) {
        throw invalidParameter('The row does not have the same number of values as the header.')
      }
      const fields = Object.fromEntries(header.map((name, column) => [name, row[column] as string]))
      counts[importUser(pool, fields) ? 'imported' : 'skipped'] += 1
    } catch (error) {
      counts.failed += 1
      // Line 1 is the header.
      Object.assign(counts, { message: `Line ${index + 2}: ${(error as Error).message}` })
    }
  }
  return counts
}

/** Creates a user. Returns false if there is one of that name. */
function importUser (pool: UserPool, fields: Record<string, string>): boolean {
  const { settings } = pool
  const { [USERNAME]: username = '', [MFA_ENABLED]: mfa = '', ...values } = fields
  const given: Attributes = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  const { phone_number: phone } = given
  // If users sign in with an email address or phone number, that is the username.
  const name = username || settings.UsernameAttributes?.map(attribute => given[attribute]).find(Boolean)
  if (!name) throw invalidParameter(`${USERNAME} is missing.`)
  if (pool.users.find(name) !== undefined) return false
  const attributes = withSignInName(given, name, settings)
  checkValues(attributes, settings)
  checkRequired(attributes, settings)
  const verified = (['email', 'phone_number'] as const).filter(
    contact => attributes[contact] && attributes[`${contact}_verified`]?.toLowerCase() === 'true'
  )
  if (verified.length === 0) {
    throw invalidParameter('Neither the email address nor the phone number is verified.')
  }
  if (mfa.toLowerCase() === 'true' && !phone) throw invalidParameter('MFA requires a phone number.')
  const user = createUser(pool, { username: name, attributes, status: 'RESET_REQUIRED' })
  for (const contact of verified) takeAlias(pool, user, contact, false)
  pool.users.save(user, mfa.toLowerCase() === 'true' ? { factors: ['SMS_MFA'] } : {})
  return true
}
