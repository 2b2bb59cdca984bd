import { html, type SafeHtml } from '@remix-run/html-template'
import type { Content } from './layout.js'
import type { Problem } from './problem.js'
import type { Visit } from './visit.js'

export interface Field {
  readonly name: string
  readonly label: string
  readonly autocomplete: string
  readonly type?: string
  /** The value that the user has entered before. Never a password. */
  readonly value?: string
  readonly hint?: string | undefined
  readonly inputMode?: string
  readonly isOptional?: boolean
  /** The values to choose from. */
  readonly choices?: readonly string[]
}

/** A field with its label, its hint and its problem. */
export function field (visit: Visit, settings: Field, problem: Problem | undefined): SafeHtml {
  const { name, label, hint, isOptional = false, type = 'text' } = settings
  const error = problem?.field === name ? problem.message : undefined
  const id = `field-${name}`
  const text = isOptional && type !== 'checkbox' ? visit.t('optional', label) : label
  return html`<div class="field ${type === 'checkbox' ? 'check' : ''}">
  <label for="${id}">${text}</label>
  ${hint === undefined ? null : html`<p class="hint" id="${id}-hint">${hint}</p>`}
  ${control(settings, id, error !== undefined)}
  ${error === undefined ? null : html`<p class="error" id="${id}-error">${error}</p>`}
</div>`
}

function control ({ name, choices, ...settings }: Field, id: string, isInvalid: boolean): SafeHtml {
  const { type = 'text', value = '', autocomplete, inputMode, hint, isOptional = false } = settings
  const notes = [
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(isInvalid ? [`${id}-error`] : [])
  ].join(' ')
  // The focus moves to the first problem, which screen readers then read.
  const state = html`${notes === '' ? null : html` aria-describedby="${notes}"`}
${isInvalid ? html` aria-invalid="true" autofocus` : null}
${isOptional || type === 'checkbox' ? null : html` required`}`
  if (choices !== undefined) {
    const options = choices.map(
      choice => html`<option value="${choice}"${choice === value ? html` selected` : null}>${choice}</option>`
    )
    return html`<select id="${id}" name="${name}" autocomplete="${autocomplete}"${state}>
<option value=""></option>${options}</select>`
  }
  if (type === 'checkbox') {
    return html`<input id="${id}" name="${name}" type="checkbox" value="true"
  ${value === 'true' ? html`checked` : null}${state}>`
  }
  return html`<input id="${id}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}"
  maxlength="2048" autocapitalize="none" spellcheck="false"
  ${inputMode === undefined ? null : html`inputmode="${inputMode}"`}${state}>`
}

export interface Form {
  /** The path, with a query or without. */
  readonly action: string
  readonly content: Content
  readonly problem?: Problem | undefined
}

/** A form. A problem that belongs to no field is shown above it. */
export function form ({ action, content, problem }: Form): SafeHtml {
  return html`${problem === undefined ? null : alert(problem)}
<form method="post" action="${action}">${content}</form>`
}

/** The problem of a whole form. Null if it belongs to a field. */
export function alert ({ message, field: name }: Problem): Content {
  if (name !== undefined) return null
  return html`<p class="alert" role="alert" tabindex="-1" autofocus>${message}</p>`
}

/** The button that submits a form. */
export function button (text: string): SafeHtml {
  return html`<button>${text}</button>`
}

/** A further button that submits a form, even if fields are empty. */
export function otherButton (text: string, name: string, value: string): SafeHtml {
  return html`<button class="other" name="${name}" value="${value}" formnovalidate>${text}</button>`
}

/** A line with a link, and a text before it. */
export function link (href: string, text: string, before?: string): SafeHtml {
  return html`<p class="link">${before === undefined ? '' : `${before} `}<a href="${href}">${text}</a></p>`
}

/** A message that is not a problem. */
export function notice (text: string): SafeHtml {
  return html`<p class="notice" role="status">${text}</p>`
}

/** The field for a code that was sent, or that an authenticator app shows. */
export function codeField (visit: Visit, name: string, hint?: string): Field {
  return { name, label: visit.t('code'), autocomplete: 'one-time-code', inputMode: 'numeric', hint }
}

/** The field for a new password. */
export function newPasswordField (name: string, label: string): Field {
  return { name, label, type: 'password', autocomplete: 'new-password' }
}

/** The name of the user for password managers, which save the password of the form with it. */
export function hiddenUsername (username: string): SafeHtml {
  return html`<input type="text" name="username" value="${username}" autocomplete="username" hidden readonly>`
}
