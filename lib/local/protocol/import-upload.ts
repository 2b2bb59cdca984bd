import { ImportJobs } from '../pool/import-jobs.js'
import type { UserPools } from '../pool/user-pools.js'
import type { HttpResponse, HttpRequest } from './http.js'

const PATH = /^\/import\/([^/]+)\/([^/]+)$/

/**
 * Receives the file of an import job, at its `PreSignedUrl`. As on AWS, the request needs the header
 * `x-amz-server-side-encryption: aws:kms`, which is part of the signature there.
 */
export async function importUpload (
  pools: UserPools,
  { method, path, query, headers, body }: HttpRequest
): Promise<HttpResponse | undefined> {
  const [, poolId, jobId] = PATH.exec(path) ?? []
  if (method !== 'PUT' || poolId === undefined || jobId === undefined) return undefined
  const pool = pools.all().find(({ id }) => id === poolId)
  const isEncrypted = headers['x-amz-server-side-encryption'] === 'aws:kms'
  const file = await body()
  if (pool === undefined || !isEncrypted) return { status: 403 }
  const isAccepted = new ImportJobs(pool).receive(jobId, query.get('X-Amz-Signature') ?? '', file)
  await pools.environment.store.saved()
  return { status: isAccepted ? 200 : 403 }
}
