/**
 * Returns the URI that authenticator apps read from a QR code:
 * https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 *
 * @param issuer - the issuer that the authenticator app displays
 * @param account - the account that the authenticator app displays
 * @param secret - in base32, as Cognito returns it
 */
export function otpauthUri ({
  issuer,
  account,
  secret
}: {
  issuer: string
  account: string
  secret: string
}): string {
  // A colon would end the issuer's part of the label, escaped or not.
  const label = [issuer, account].map(part => encodeURIComponent(part.replaceAll(':', ' '))).join(':')
  return `otpauth://totp/${label}?secret=${encodeURIComponent(secret)}&issuer=${encodeURIComponent(issuer)}`
}
