import t from 'tap'
import { html, rawHtml } from '../../../dist/local/managed-login/html.js'

const HOSTILE = "\"><script>alert('1')</script>&amp;"
const ESCAPED = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;'

t.test('values are escaped, in text, attributes and lists', async t => {
  t.equal(String(html`<p title="${HOSTILE}">${HOSTILE}</p>`), `<p title="${ESCAPED}">${ESCAPED}</p>`)
  t.equal(String(html`${[HOSTILE, html`<b>${HOSTILE}</b>`]}`), `${ESCAPED}<b>${ESCAPED}</b>`)
})

t.test('what is not there leaves nothing', async t => {
  t.equal(String(html`<p>${undefined}${false}${0}${''}</p>`), '<p>0</p>')
})

t.test('markup is kept, and no other object is taken for it', async t => {
  t.equal(String(html`${rawHtml('<svg/>')}`), '<svg/>')
  const forged = { toString: () => '<script>' } as unknown as string
  t.equal(String(html`${forged}`), '&lt;script&gt;')
})
