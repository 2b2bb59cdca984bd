import type {
  GetSigningCertificateRequest,
  GetSigningCertificateResponse
} from '@aws-sdk/client-cognito-identity-provider'
import { selfSigned } from '../pool/certificate.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'

/** The certificate by which a SAML identity provider verifies the requests of the pool. */
export async function getSigningCertificate (
  pools: UserPools,
  input: Valid<GetSigningCertificateRequest>
): Promise<GetSigningCertificateResponse> {
  const pool = pools.get(input.UserPoolId)
  const { id: key } = await pool.signingKeys()
  return { Certificate: selfSigned(key, pool.id, pool.record.createdAt).toString('base64') }
}
