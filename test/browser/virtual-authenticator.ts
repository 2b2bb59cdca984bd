import type { Page } from 'playwright-core'

/**
 * Gives a page an authenticator that agrees to everything, or whose user is not present
 * (https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn).
 */
export async function virtualAuthenticator (page: Page, { isPresent = true } = {}) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: isPresent
    }
  })
  return {
    credentials: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    forget: async () => session.send('WebAuthn.clearCredentials', { authenticatorId })
  }
}
