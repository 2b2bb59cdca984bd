const WIDTH = 110

/** One paragraph of text, wrapped: `first` is before its first line, `others` before the rest. */
export function wrap (text, first, others) {
  const words = tokens(text)
  const lines = []
  let line = first
  let isEmpty = true
  for (const word of words) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = others
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line].join('\n')
}

/** Words, where a piece of code is one word with its spaces. */
function tokens (text) {
  const words =
    text
      .replace(/\s+/g, ' ')
      .trim()
      .match(/(?:`[^`]*`|[^\s`])+/g) ?? []
  return words.map(word => (word.includes('`') ? word : word.replace(/FST_COGNITO_[A-Z_]+/g, '`$&`')))
}

/** A text with the names of errors as code. */
export function codes (text) {
  return text.replace(/(?<![`\w])(FST_COGNITO_\w+|TypeError|RangeError|Error)(?![`\w])/g, '`$1`')
}

/** The paragraphs, lists and blocks of code of a doc comment, each indented, prose wrapped. */
export function paragraphs (text, indent) {
  const parts = []
  for (const [index, part] of text.split(/^(```[^]*?^```)$/m).entries()) {
    if (index % 2 === 1) {
      parts.push(
        part
          .split('\n')
          .map(line => (line === '' ? '' : indent + line))
          .join('\n')
      )
      continue
    }
    for (const paragraph of part.split(/\n\s*\n/)) {
      if (paragraph.trim() === '') continue
      if (/^\|/.test(paragraph.trim())) {
        parts.push(
          paragraph
            .trim()
            .split('\n')
            .map(row => indent + row.trim())
            .join('\n')
        )
      } else if (/^- /m.test(paragraph)) {
        parts.push(
          paragraph
            .trim()
            .split(/\n(?=- )/)
            .map(item =>
              item.startsWith('- ')
                ? wrap(linked(item.slice(2)), `${indent}- `, `${indent}  `)
                : wrap(linked(item), indent, indent)
            )
            .join('\n')
        )
      } else {
        parts.push(wrap(linked(paragraph), indent, indent))
      }
    }
  }
  return parts
}

/** Pages of docs that a comment names, as links. */
function linked (text) {
  return text.replace(/(?<![\w/`(])docs\/([\w/-]+\.md)/g, '[$1]($1)')
}
