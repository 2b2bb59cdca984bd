import type { ChallengeRound } from '../challenges.js'
import { CognitoException, disabled, invalidParameter, signInFailed } from '../exception.js'
import { required } from '../parameters.js'
import { runTrigger, triggerAttributes, type Invocation } from '../triggers/run.js'
import type { TriggerName } from '../triggers/types.js'
import { issueChallenge } from './issue-challenge.js'
import { finish } from './finish.js'
import { startSrp } from './srp.js'
import type { ChallengeHandler, KnownSignIn, SignIn, Step } from './types.js'

/** Starts custom authentication: with a challenge of the triggers, or with SRP before it. */
export async function startCustom (signIn: SignIn): Promise<Step> {
  const isSrp = signIn.parameters['CHALLENGE_NAME'] === 'SRP_A'
  return await continueCustom(signIn, isSrp ? [{ challengeName: 'SRP_A', challengeResult: true }] : [])
}

/** Returns the step that the trigger decides on after the rounds so far. */
export async function continueCustom (signIn: SignIn, rounds: ChallengeRound[]): Promise<Step> {
  const decision = await run(signIn, 'defineAuthChallenge', {
    request: { session: rounds },
    response: { challengeName: null, issueTokens: null, failAuthentication: null }
  })
  if (decision['failAuthentication'] === true) throw signInFailed()
  if (decision['issueTokens'] === true) return await issueTokensTo(signIn)
  switch (decision['challengeName']) {
    case 'PASSWORD_VERIFIER':
      return startSrp(signIn, { rounds })
    case 'CUSTOM_CHALLENGE':
      return await issueCustomChallenge(signIn, rounds)
    default:
      throw new CognitoException('InvalidLambdaResponseException', 'Unrecognizable lambda output')
  }
}

async function issueTokensTo (signIn: SignIn): Promise<Step> {
  const { user } = signIn
  if (user === undefined) throw signInFailed()
  if (!user.enabled) throw disabled()
  return await finish(signIn as KnownSignIn)
}

async function issueCustomChallenge (signIn: SignIn, rounds: ChallengeRound[]): Promise<Step> {
  const created = await run(signIn, 'createAuthChallenge', {
    request: { challengeName: 'CUSTOM_CHALLENGE', session: rounds },
    response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null }
  })
  const metadata: unknown = created['challengeMetadata']
  const round = {
    challengeName: 'CUSTOM_CHALLENGE',
    challengeResult: false,
    ...(typeof metadata === 'string' && { challengeMetadata: metadata })
  }
  return issueChallenge(
    signIn,
    'CUSTOM_CHALLENGE',
    { ...created['publicChallengeParameters'], USERNAME: signIn.username },
    {
      first: true,
      rounds: [...rounds, round],
      privateParameters: created['privateChallengeParameters'] ?? {}
    }
  )
}

export const respondToCustom: ChallengeHandler = async (signIn, { rounds = [], privateParameters = {} }) => {
  const challengeAnswer = required(signIn.parameters, 'ANSWER')
  const verified = await run(signIn, 'verifyAuthChallengeResponse', {
    request: { privateChallengeParameters: privateParameters, challengeAnswer },
    response: { answerCorrect: null }
  })
  const round = { ...(rounds.at(-1) as ChallengeRound), challengeResult: verified['answerCorrect'] === true }
  return await continueCustom(signIn, [...rounds.slice(0, -1), round])
}

/** Runs one of the triggers of custom authentication, all of which are needed. */
async function run (
  { pool, client, user, username, clientMetadata }: SignIn,
  name: TriggerName,
  { request, response }: Required<Pick<Invocation, 'request' | 'response'>>
): Promise<Record<string, any>> {
  const answer = await runTrigger(pool, name, {
    source: 'Authentication',
    userName: username,
    clientId: client.id,
    request: {
      userAttributes: user === undefined ? {} : triggerAttributes(user),
      ...request,
      userNotFound: user === undefined ? true : undefined,
      clientMetadata
    },
    response
  })
  if (answer !== undefined) return answer
  throw invalidParameter('Custom auth lambda trigger is not configured for the user pool.')
}
