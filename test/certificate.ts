import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Test } from 'tap'

/** Creates a self-signed certificate for a host name. Returns the paths of its key and of itself. */
export function createCertificate (t: Test, host: string): { key: string, certificate: string } {
  const folder = t.testdir()
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${host}`,
      '-addext',
      `subjectAltName=DNS:${host}`,
      '-keyout',
      key,
      '-out',
      certificate
    ],
    { stdio: 'ignore' }
  )
  return { key, certificate }
}
