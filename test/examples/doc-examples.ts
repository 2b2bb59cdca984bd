import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { blocks } from './walk-through.js'

/** In examples, `app` is a Fastify instance with the plugin, unless they create it. */
const APP = `import type { FastifyInstance } from 'fastify'
import type {} from 'fastify-cognito-auth'
declare const app: FastifyInstance
`

/** An example of a doc comment as a program, and the declarations that it is from. */
interface DocExample {
  readonly source: string
  readonly code: string
}

/**
 * Returns the code of every doc comment in the declarations of a folder, as programs. All of it is in
 * `@example`.
 */
export async function docExamples (folder: string): Promise<readonly DocExample[]> {
  const names = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.d.ts')).sort()
  const examples = await Promise.all(
    names.map(async source => {
      const comments = (await readFile(join(folder, source), 'utf8')).match(/\/\*\*[^]*?\*\//g) ?? []
      return comments.flatMap(comment => examplesOf(comment, source))
    })
  )
  return examples.flat()
}

function examplesOf (comment: string, source: string): DocExample[] {
  const text = comment.replace(/^[ \t]*(?:\/\*\*|\*\/|\* ?)/gm, '')
  const codes = blocks('ts', text)
  const examples = text.match(/^@example\n```ts$/gm) ?? []
  if (codes.length !== examples.length) throw new Error(`${source}: code outside of @example:\n${text}`)
  return codes.map(code => ({
    source,
    code: `${/\bapp\./.test(code) && !code.includes('const app = ') ? APP : ''}${code}export {}\n`
  }))
}
