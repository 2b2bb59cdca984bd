import type { GetWebACLForResourceCommandOutput } from '@aws-sdk/client-wafv2'
import { loadingError } from '../../optional-dependencies.js'
import { clientConfig, isEmulator } from '../aws.js'
import { CallError, isDenied, Unavailable } from './caller.js'
import type { Target } from './target.js'

const PACKAGE = '@aws-sdk/client-wafv2'
const OPERATION = 'wafv2:GetWebACLForResource'

/**
 * The permissions to read the web ACL of a user pool: AWS WAF also requires that of the protected resource,
 * and GetWebACL if there is a web ACL.
 *
 * @see https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACLForResource.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html
 */
export const WEB_ACL_ACTIONS: readonly string[] = [
  OPERATION,
  'wafv2:GetWebACL',
  'cognito-idp:GetWebACLForResource'
]

/**
 * Returns the name of the web ACL that protects a user pool, or null.
 *
 * @param arn - the ARN of the user pool
 * @throws CallError
 */
export async function readWebAcl (arn: string, target: Target, signal: AbortSignal): Promise<string | null> {
  try {
    const { WebACL: webAcl } = await requestWebAcl(arn, target, signal)
    return webAcl?.Name ?? null
  } catch (error) {
    throw new CallError(OPERATION, error)
  }
}

async function requestWebAcl (
  ResourceArn: string,
  { region, profile, endpoint }: Target,
  abortSignal: AbortSignal
): Promise<GetWebACLForResourceCommandOutput> {
  const { WAFV2Client, GetWebACLForResourceCommand } = await loadWaf()
  // `--endpoint` is that of Cognito, unless it is an emulator, which may also have other services.
  const hasEmulator = isEmulator(endpoint)
  const client = new WAFV2Client(
    clientConfig({ region, profile, endpoint: hasEmulator ? endpoint : undefined })
  )
  return await client
    .send(new GetWebACLForResourceCommand({ ResourceArn }), { abortSignal })
    .catch((error: unknown) => {
      throw hasEmulator && !isDenied(error) ? new Unavailable(`${endpoint} has no AWS WAF`) : error
    })
    .finally(() => client.destroy())
}

async function loadWaf (): Promise<typeof import('@aws-sdk/client-wafv2')> {
  try {
    return await import('@aws-sdk/client-wafv2')
  } catch (cause) {
    const error = loadingError(cause, 'The check waf', PACKAGE)
    throw error === cause ? error : new Unavailable(`${PACKAGE} is not installed: npm install ${PACKAGE}`)
  }
}
