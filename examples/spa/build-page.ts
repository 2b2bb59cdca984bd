import { join } from 'node:path'
import { build } from 'vite'

/**
 * Builds the page with Vite, into a folder.
 *
 * @param api - the origin of the API if it is another one than that of the page: the page then uses tokens
 */
export async function buildPage (outDir: string, api = ''): Promise<void> {
  await build({
    root: join(import.meta.dirname, 'web'),
    configFile: false,
    logLevel: 'warn',
    define: { 'import.meta.env.VITE_API': JSON.stringify(api) },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // The policy of the page allows no data: URLs.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false }
    }
  })
}
