import { readdir, readFile } from 'node:fs/promises'
import t from 'tap'
import { ENGLISH_TEXTS } from '../../dist/options/sign-in-page-texts.js'

t.test('every text is on a page', async t => {
  const files = (await readdir('lib/sign-in-page')).map(file => `lib/sign-in-page/${file}`)
  const source = (await Promise.all(files.map(file => readFile(file, 'utf8')))).join('\n')
  const unused = Object.keys(ENGLISH_TEXTS).filter(
    name => !source.includes(`'${name}'`) && !source.includes(`texts.${name}`)
  )
  t.strictSame(unused, [])
})
