import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { generate } from 'otplib'
import type { Test } from 'tap'
import { freePort, startDemo, type Running } from './process.js'

const hasShell = ['bash', 'curl'].every(command => spawnSync(command, ['--version']).status === 0)

/** For `t.test`'s skip: a walk-through needs a shell. */
export const skip = hasShell
  ? false
  : 'LEFT OUT: it needs bash and curl. Install them (apt-get install bash curl) to run it.'

export function blocks (language: string, text: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code]) => code as string
  )
}

/** Returns the anchors of a page's headings, as GitHub generates them. */
export function anchorsOf (markdown: string): string[] {
  const seen = new Map<string, number>()
  return [...prose(markdown).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => {
    const text = (heading as string).replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    const anchor = text
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-')
    const before = seen.get(anchor) ?? 0
    seen.set(anchor, before + 1)
    return before === 0 ? anchor : `${anchor}-${before}`
  })
}

/** Returns a page without its code blocks, in which headings and links do not count. */
export function prose (markdown: string): string {
  return markdown.replace(/^(```+|~~~+).*?^\1/gms, '')
}

/** Returns the targets of a page's links, except those to other sites. */
export function localLinks (markdown: string): string[] {
  const text = prose(markdown).replace(/`[^`\n]*`/g, '')
  const forms = [
    /\]\(<?([^)>\s]+)>?(?:\s+"[^"]*")?\)/g,
    /^\[[^\]]+\]:\s+<?(\S+?)>?$/gm,
    /\b(?:href|src)="([^"]+)"/g
  ]
  return forms
    .flatMap(form => [...text.matchAll(form)].map(([, target]) => target as string))
    .filter(target => !/^[a-z][a-z\d+.-]*:/i.test(target))
}

/** Runs the commands of a page in a shell, with its own demo, and compares the output with the page. */
export async function walkThrough (t: Test, page: string): Promise<void> {
  const [port, cognitoPort] = [await freePort(), await freePort()]
  const demo = startDemo(t, { PORT: String(port), COGNITO_PORT: String(cognitoPort) })
  await demo.waitForOutput(/Ctrl-C stops it/)
  const walk = page.slice(page.indexOf('<!-- walk-through -->'), page.indexOf('<!-- /walk-through -->'))
  const steps = blocks('console', walk)
    .join('')
    .split(/^\$ /m)
    .slice(1)
    .map(step => step.split('\n'))
  t.ok(steps.length > 5)

  const folder = t.testdir()
  const env = { ...process.env }
  const shell = async (text: string) => {
    const { stdout } = await promisify(execFile)('bash', ['-c', text], { cwd: folder, env })
    return stdout
  }
  const codes = { sent: 0, shown: 0 }
  for (const [line, ...shown] of steps as [string, ...string[]][]) {
    let command = line.replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`)
    if (line.startsWith('CODE=')) command = `CODE=${await codeFrom(demo, ++codes.sent)}`
    if (line.startsWith('TOTP=')) command = `TOTP=${await authenticator(folder, codes.shown++)}`
    const [, variable] = /^([A-Z]+)=/.exec(command) ?? []
    if (variable !== undefined) {
      env[variable] = (await shell(`${command}; echo "$${variable}"`)).trim()
      continue
    }
    const stdout = await shell(command)
    t.equal(settled(stdout), settled(shown.join('\n')), line)
  }
}

/** Output that differs between runs. */
function settled (output: string): string {
  return output
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '<time>')
    .replace(/"(eyJ|(?<="refreshToken":")[^"])[^"]*"/g, '"eyJ..."')
    .trim()
}

/** Returns the nth code that the demo has printed. */
async function codeFrom (demo: Running, nth: number): Promise<string> {
  const [, code] = await demo.waitForOutput(
    new RegExp(`(?:The code for jane@example\\.com is (\\d+)[^]*?){${nth}}`)
  )
  return code as string
}

/** Returns the TOTP code for a secret: now, or a number of steps ahead. */
async function authenticator (folder: string, steps: number): Promise<string> {
  const { secret } = JSON.parse(readFileSync(join(folder, 'totp.json'), 'utf8')) as { secret: string }
  return await generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps })
}
