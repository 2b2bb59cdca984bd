import type { Settings } from './options.js'
import type { Person } from './users.js'
import { notAuthorized, Refusal, wrongPassword } from './refusal.js'

/** How many wrong passwords in a row lock a person out, and for how long at most, in seconds. */
const ATTEMPTS = 5
const LONGEST = 900

/** Throws unless the password is this person's. Wrong ones lock them out: for a second, then for twice as long each time. */
export function checkPassword (person: Person, password: string, now: number): void {
  if (now < person.lockedUntil) throw notAuthorized('Password attempts exceeded')
  if (person.password !== null && password === person.password) {
    person.failures = 0
    return
  }
  wrong(person, now)
}

/** A password that was wrong, however that was found out. */
export function wrong (person: Person, now: number): never {
  person.failures++
  if (person.failures >= ATTEMPTS) person.lockedUntil = now + Math.min(2 ** (person.failures - ATTEMPTS), LONGEST) * 1000
  throw wrongPassword()
}

/** A new password of a person's, if the pool's policy takes it. */
export function setPassword (person: Person, password: string, settings: Settings): void {
  checkPolicy(password, settings, 'Password does not conform to policy')
  const former = [...(person.password === null ? [] : [person.password]), ...person.formerPasswords]
  if (former.slice(0, settings.passwordHistory).includes(password)) {
    throw new Refusal('PasswordHistoryPolicyViolationException', 'Password has previously been used.')
  }
  person.formerPasswords = former
  person.password = password
  person.failures = 0
  person.lockedUntil = 0
}

/** @param says - how AWS begins its sentence: at SignUp otherwise than elsewhere */
export function checkPolicy (password: string, { minimumLength }: Settings, says: string): void {
  const rules: [boolean, string][] = [
    [password.length >= minimumLength, 'Password not long enough'],
    [/[A-Z]/.test(password), 'Password must have uppercase characters'],
    [/[a-z]/.test(password), 'Password must have lowercase characters'],
    [/\d/.test(password), 'Password must have numeric characters'],
    // A space between other characters counts as a symbol.
    [/[^A-Za-z\d\s]|\S \S/.test(password), 'Password must have symbol characters']
  ]
  const broken = rules.find(([holds]) => !holds)
  if (broken !== undefined) throw new Refusal('InvalidPasswordException', `${says}: ${broken[1]}`)
}
