import type {
  CreateUserImportJobRequest,
  CreateUserImportJobResponse,
  DescribeUserImportJobRequest,
  GetCSVHeaderRequest,
  GetCSVHeaderResponse,
  ListUserImportJobsRequest,
  ListUserImportJobsResponse,
  StartUserImportJobRequest,
  StopUserImportJobRequest,
  UserImportJobType
} from '@aws-sdk/client-cognito-identity-provider'
import { orNotFound, invalidParameter } from '../pool/exception.js'
import { csvColumns, ImportJobs, type ImportJob } from '../pool/import-jobs.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { pageOf } from './page.js'

/** The columns of a file to import users from. */
export function getCSVHeader (pools: UserPools, input: Valid<GetCSVHeaderRequest>): GetCSVHeaderResponse {
  const pool = pools.get(input.UserPoolId)
  return { UserPoolId: pool.id, CSVHeader: csvColumns(pool) }
}

export function createUserImportJob (
  pools: UserPools,
  input: Valid<CreateUserImportJobRequest>
): CreateUserImportJobResponse {
  const pool = pools.get(input.UserPoolId)
  if (input.PasswordHashingAlgorithm !== undefined) {
    throw invalidParameter('The local Cognito does not import password hashes.')
  }
  return describeJob(pool, new ImportJobs(pool).create(input.JobName, input.CloudWatchLogsRoleArn))
}

export function describeUserImportJob (
  pools: UserPools,
  input: Valid<DescribeUserImportJobRequest>
): CreateUserImportJobResponse {
  const { pool, job } = getJob(pools, input)
  return describeJob(pool, job)
}

export function listUserImportJobs (
  pools: UserPools,
  input: Valid<ListUserImportJobsRequest>
): ListUserImportJobsResponse {
  const pool = pools.get(input.UserPoolId)
  const { items, next } = pageOf(new ImportJobs(pool).all(), input, {
    list: ['import jobs', pool.id],
    keyOf: ({ id }) => id
  })
  return {
    UserImportJobs: items.map(job => describeJob(pool, job).UserImportJob),
    PaginationToken: next
  }
}

/** The response describes the job before the users are created, which takes no time here. */
export function startUserImportJob (
  pools: UserPools,
  input: Valid<StartUserImportJobRequest>
): CreateUserImportJobResponse {
  const { pool, jobs, job } = getJob(pools, input)
  const before = describeJob(pool, job).UserImportJob
  jobs.start(job)
  return { UserImportJob: { ...before, Status: 'Pending', StartDate: new Date(pool.now()) } }
}

export function stopUserImportJob (
  pools: UserPools,
  input: Valid<StopUserImportJobRequest>
): CreateUserImportJobResponse {
  const { pool, jobs, job } = getJob(pools, input)
  jobs.stop(job)
  return describeJob(pool, job)
}

function getJob (pools: UserPools, { UserPoolId, JobId }: { UserPoolId: string, JobId: string }) {
  const pool = pools.get(UserPoolId)
  const jobs = new ImportJobs(pool)
  return { pool, jobs, job: orNotFound(jobs.find(JobId), `Import job ${JobId} does not exist.`) }
}

function describeJob (pool: UserPool, job: ImportJob): { UserImportJob: UserImportJobType } {
  const url = `${pool.environment.endpoint}/import/${pool.id}/${job.id}?X-Amz-Signature=${job.signature}`
  return {
    UserImportJob: {
      JobName: job.name,
      JobId: job.id,
      UserPoolId: pool.id,
      PreSignedUrl: url,
      CreationDate: new Date(job.createdAt),
      StartDate: job.startedAt === undefined ? undefined : new Date(job.startedAt),
      CompletionDate: job.completedAt === undefined ? undefined : new Date(job.completedAt),
      Status: job.status,
      CloudWatchLogsRoleArn: job.role,
      ImportedUsers: job.imported,
      SkippedUsers: job.skipped,
      FailedUsers: job.failed,
      CompletionMessage: job.message
    }
  }
}
