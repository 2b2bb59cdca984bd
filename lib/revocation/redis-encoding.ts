import type { RevocationTarget } from './revocations.js'

/** Returns the message that publishes a revocation. */
export function encodeMessage (member: string, at: number): string {
  return `${at} ${member}`
}

/** Returns the member and the time of a message, unchecked: others may publish to the channel too. */
export function decodeMessage (message: string): readonly [member: string, at: number] {
  const [at = '', ...member] = message.split(' ')
  return [member.join(' '), Number(at)]
}

/** Returns the member of the sorted set for a revocation. */
export function encodeTarget (target: RevocationTarget): string {
  if ('session' in target) return `s:${target.session}`
  return target.except === undefined
    ? `u:${target.user}`
    : `o:${base64url(target.user)}.${base64url(target.except)}`
}

/** Returns the revocation of a member. Undefined if the member is not valid. */
export function decodeTarget (member: string): RevocationTarget | undefined {
  const id = member.slice(2)
  if (id === '') return undefined
  if (member.startsWith('s:')) return { session: id }
  if (member.startsWith('o:')) return decodeOtherSessions(id)
  return member.startsWith('u:') ? { user: id } : undefined
}

function decodeOtherSessions (id: string): RevocationTarget | undefined {
  const [user = '', except = ''] = id.split('.').map(part => Buffer.from(part, 'base64url').toString())
  return user === '' || except === '' ? undefined : { user, except }
}

/** An ID may contain any character, also the dot between the two. */
function base64url (id: string): string {
  return Buffer.from(id).toString('base64url')
}
