const WIDTH = 760
const LABELS = 190
const VALUES = 110
const BAR = 20
const GAP = 8
const TITLE = 44
const MARGIN = 24

/**
 * Returns a bar plot as SVG: a panel for each of `panels`, `{ title, bars: [{ label, value, text, own }] }`,
 * all on one scale.
 */
export function plot ({ title, panels }) {
  const most = Math.max(...panels.flatMap(({ bars }) => bars.map(({ value }) => value)))
  const scale = (WIDTH - LABELS - VALUES - 2 * MARGIN) / most
  let top = MARGIN + 24
  const drawn = panels.map(panel => {
    const text = drawPanel(panel, top, scale)
    top += TITLE + panel.bars.length * (BAR + GAP)
    return text
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top + MARGIN}" viewBox="0 0 ${WIDTH} ${top + MARGIN}" role="img" aria-label="${escape(title)}" font-family="system-ui, sans-serif" font-size="14" fill="#1f2328">
<rect width="100%" height="100%" rx="8" fill="#ffffff"/>
<text x="${MARGIN}" y="${MARGIN + 12}" font-size="17" font-weight="600">${escape(title)}</text>
${drawn.join('\n')}
</svg>
`
}

function drawPanel ({ title, bars }, top, scale) {
  const lines = bars.map(({ label, value, text, own }, index) => {
    const y = top + TITLE + index * (BAR + GAP)
    const width = (value * scale).toFixed(1)
    const x = MARGIN + LABELS
    const weight = own ? ' font-weight="600"' : ''
    return (
      `<text x="${x - 10}" y="${y + 15}" text-anchor="end"${weight}>${escape(label)}</text>` +
      `<rect x="${x}" y="${y}" width="${width}" height="${BAR}" rx="2" ` +
      `fill="${own ? '#0969da' : '#8c959f'}"/>` +
      `<text x="${(x + Number(width) + 8).toFixed(1)}" y="${y + 15}"${weight}>${escape(text)}</text>`
    )
  })
  return [
    `<text x="${MARGIN}" y="${top + TITLE - 14}" fill="#59636e">${escape(title)}</text>`,
    ...lines
  ].join('\n')
}

function escape (text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
