const WIDTH = 104

/** The text of a type on one line, without comments, `readonly` of members, and `import("...")`. */
export function declarationText (text) {
  return text
    .replace(/\/\*\*[^]*?\*\//g, '')
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/"([^"'\\]*)"/g, "'$1'")
    .replace(/\s+/g, ' ')
    .replace(/; \}/g, ' }')
    .replace(/([{;] )readonly (?=[\w'[])/g, '$1')
    .trim()
}

/** A signature in lines of at most 104 columns, broken at its parameters, members and alternatives. */
export const signatureLines = text => fit(declarationText(text), WIDTH)

/** A text broken over lines, the outermost brackets first. */
export function fit (text, width, indent = '') {
  if (indent.length + text.length <= width) return [indent + text]
  const assigned = /^((?:type )?[\w$<>, ]+ = )([^]*)$/.exec(text)
  if (assigned !== null) {
    const [, head, value] = assigned
    const [parameters, ...result] = split(value, ' => ')
    if (result.length > 0 && !value.includes(' ? ')) {
      return [
        indent + head.trimEnd(),
        ...fit(`${parameters} =>`, width, `${indent}  `),
        ...fit(result.join(' => '), width, `${indent}    `)
      ]
    }
    const parts = split(value, ' | ')
    if (parts.length > 8 && parts.every(part => /^'[^']*'$/.test(part))) {
      return [indent + head.trimEnd(), ...filled(parts, width, `${indent}  `)]
    }
    if (parts.length > 1) {
      return [
        indent + head.trimEnd(),
        ...parts.flatMap(part => {
          const [first, ...rest] = fit(part, width - 2, `${indent}    `)
          return [`${indent}  | ${first.trimStart()}`, ...rest]
        })
      ]
    }
  }
  const ternary = split(text, ' ? ')
  if (ternary.length > 1) {
    const branches = split(text.slice(ternary[0].length + 3), ' : ')
    const [head, ...more] = fit(ternary[0], width, indent)
    return [
      head,
      ...more,
      ...fit(`? ${branches[0]}`, width, `${indent}  `),
      ...fit(`: ${branches.slice(1).join(' : ')}`, width, `${indent}  `)
    ]
  }
  const pair = brackets(text, width - indent.length)
  if (pair === null) {
    const [first, ...others] = split(text, ' | ')
    return [indent + first, ...others.map(part => `${indent}  | ${part}`)]
  }
  const { open, close } = pair
  const separator = text[open] === '{' ? '; ' : ', '
  const inner = split(text.slice(open + 1, close).trim(), separator)
  const end = separator.trim()
  const lines = inner.flatMap((part, index) => {
    const broken = fit(part, width - 1, `${indent}  `)
    if (index < inner.length - 1) broken[broken.length - 1] += end
    return broken
  })
  const tail = fit(text.slice(close), width, indent)
  return [indent + text.slice(0, open + 1).trimEnd(), ...lines, ...tail]
}

/** Alternatives, as many on a line as fit. */
function filled (parts, width, indent) {
  const lines = []
  for (const part of parts) {
    const last = lines.at(-1)
    const isShort = last !== undefined && last.length + part.length + 3 <= width
    if (isShort) lines[lines.length - 1] = `${last} | ${part}`
    else lines.push(`${indent}| ${part}`)
  }
  return lines
}

const OPENING = '({[<'
const CLOSING = ')}]>'

/** Calls back for each character outside strings, with the depth of brackets before it. */
function scan (text, at) {
  let depth = 0
  let quote = null
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (quote !== null) {
      if (character === quote) quote = null
      continue
    }
    if (character === "'" || character === '`') {
      quote = character
      continue
    }
    const isArrow = character === '>' && text[index - 1] === '='
    if (CLOSING.includes(character) && !isArrow) depth--
    if (at(index, depth, character) === false) return
    if (OPENING.includes(character)) depth++
  }
}

/** A text in pieces, at a separator outside all brackets. */
export function split (text, separator) {
  const pieces = []
  let from = 0
  scan(text, (index, depth) => {
    if (depth === 0 && text.startsWith(separator, index)) {
      pieces.push(text.slice(from, index))
      from = index + separator.length
    }
  })
  return [...pieces, text.slice(from)]
}

/** The outermost pair of brackets with the most in it, of those that open within the width. */
function brackets (text, width) {
  const pairs = []
  let open = -1
  scan(text, (index, depth, character) => {
    if (depth !== 0) return
    if (OPENING.includes(character)) open = index
    const isArrow = character === '>' && text[index - 1] === '='
    if (CLOSING.includes(character) && !isArrow && open >= 0) pairs.push({ open, close: index })
  })
  const filled = pairs.filter(({ open, close }) => close - open > 2 && open < width)
  return filled.sort((a, b) => b.close - b.open - (a.close - a.open))[0] ?? null
}
