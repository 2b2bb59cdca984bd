import t from 'tap'
import { normalizeDestination } from '../../dist/rate-limit/normalize-destination.js'

t.test('normalizes the spellings of an email address, phone number or username', async t => {
  const spellings: Record<string, readonly string[]> = {
    'jane@example.com': [
      'jane@example.com',
      'Jane@Example.COM',
      ' jane@example.com ',
      'jane@example.com.',
      'jane+1@example.com',
      'JANE+shop+2@example.com',
      '"jane"@example.com',
      '"jane+1"@example.com',
      'ｊane@example.com',
      'jane＋1＠example.com'
    ],
    'j.ane@example.com': ['j.ane@example.com', 'j.ane+1@example.com'],
    'jane@gmail.com': [
      'jane@gmail.com',
      'j.a.n.e@gmail.com',
      'jane@googlemail.com',
      'J.ane+1@GoogleMail.com'
    ],
    // A plus sign at the start is not a sub-address.
    '+tag@example.com': ['+tag@example.com', '+tag+1@example.com'],
    '@example.com': ['@example.com'],
    491711234567: [
      '+491711234567',
      '+49 171 1234567',
      '+49 (171) 123-45.67',
      '0049171/1234567',
      '491711234567'
    ],
    'jane+1': ['jane+1', 'Jane+1'],
    '+1': ['+1'],
    jane: ['jane', ' JANE '],
    '': ['', ' ']
  }
  for (const [mailbox, written] of Object.entries(spellings)) {
    for (const text of written) t.equal(normalizeDestination(text), mailbox, JSON.stringify(text))
  }
})
