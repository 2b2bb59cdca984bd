import encodeQR from 'qr'
import { required } from '../pool/parameters.js'
import { attributeField } from './attribute-field.js'
import { html, rawHtml, type Html } from './html.js'
import { newPasswordField } from './new-password-field.js'
import { field, form, type Field, type Problem } from './page.js'
import type { SignInRequest } from './sign-in-request.js'
import type { PendingStep } from './state.js'
import type { Text } from './texts/english.js'
import type { Visit } from './visit.js'

export interface ChallengeForm {
  title: Text
  content: Html | Html[]
  hasScript?: boolean
}

interface FormContext {
  visit: Visit
  request: SignInRequest
  step: PendingStep
  action: string
  problem: Problem | undefined
}

type RenderForm = (context: FormContext) => ChallengeForm

const CHOICES = {
  PASSWORD: 'Password',
  WEB_AUTHN: 'Passkey',
  EMAIL_OTP: 'Code by email',
  SMS_OTP: 'Code by SMS',
  SMS_MFA: 'Code by SMS',
  SOFTWARE_TOKEN_MFA: 'Code from an authenticator app'
} as const satisfies Record<string, Text>

/** The field for a code that was sent, or that an authenticator app shows. */
export const codeField = ({ t }: Visit, hint?: string): Field => ({
  name: 'code',
  label: t('Code'),
  autocomplete: 'one-time-code',
  inputMode: 'numeric',
  hint
})

const sentCode: RenderForm = ({ visit, step, action, problem }) => {
  const { t } = visit
  const hint = t('It was sent to {}.', required(step.parameters, 'CODE_DELIVERY_DESTINATION'))
  const content = field(codeField(visit, hint), problem)
  return { title: 'Enter the code', content: form(visit, { action, content, button: t('Sign in'), problem }) }
}

const choice: RenderForm = ({ visit, step, action, problem }) => {
  const { parameters, name } = step
  const list = required(parameters, name === 'SELECT_MFA_TYPE' ? 'MFAS_CAN_CHOOSE' : 'CHOICES')
  const choices = JSON.parse(list) as (keyof typeof CHOICES)[]
  const content = choices.map(
    name => html`<button class="secondary" name="ANSWER" value="${name}">${visit.t(CHOICES[name])}</button>`
  )
  return { title: 'Choose how to sign in', content: form(visit, { action, content, problem }) }
}

const password: RenderForm = ({ visit, action, problem }) => {
  const { t } = visit
  const content = field(
    { name: 'password', label: t('Password'), type: 'password', autocomplete: 'current-password' },
    problem
  )
  return {
    title: 'Enter your password',
    content: form(visit, { action, content, button: t('Sign in'), problem })
  }
}

const newPassword: RenderForm = ({ visit, request, step, action, problem }) => {
  const { t } = visit
  const missing = JSON.parse(required(step.parameters, 'requiredAttributes')) as string[]
  const content = [
    newPasswordField(visit, request, t('New password'), problem),
    ...missing.map(name =>
      attributeField(visit, { name, attribute: name.replace('userAttributes.', '') }, problem)
    )
  ]
  return {
    title: 'Set a new password',
    content: form(visit, { action, content, button: t('Continue'), problem })
  }
}

const authenticator: RenderForm = ({ visit, action, problem }) => {
  const { t } = visit
  const content = field(codeField(visit, t('Your authenticator app shows it.')), problem)
  return { title: 'Enter the code', content: form(visit, { action, content, button: t('Sign in'), problem }) }
}

const setup: RenderForm = ({ visit, request, step, action, problem }) => {
  const factors = JSON.parse(required(step.parameters, 'MFAS_CAN_SETUP')) as string[]
  const contacts = [
    ['EMAIL_OTP', attributeField(visit, { name: 'EMAIL', attribute: 'email' }, problem)],
    ['SMS_MFA', attributeField(visit, { name: 'PHONE_NUMBER', attribute: 'phone_number' }, problem)]
  ] as const
  const others = contacts.flatMap(([factor, content]) =>
    factors.includes(factor) ? [form(visit, { action, content, button: visit.t('Send a code') })] : []
  )
  const own = authenticatorSetup({ visit, request, step, action, problem })
  const ways = own === undefined ? others : [own, ...others]
  const or = html`<p class="or">${visit.t('or')}</p>`
  return {
    title: 'Set up a second factor',
    content: ways.flatMap((way, index) => (index === 0 ? [way] : [or, way]))
  }
}

function authenticatorSetup ({ visit, step, action, problem }: FormContext): Html | undefined {
  const { t } = visit
  const { secret, username } = step
  if (secret === undefined) return undefined
  const uri = `otpauth://totp/${encodeURIComponent(username)}?secret=${secret}&issuer=Local%20Cognito`
  const text = t('Scan this with an authenticator app, or enter the key, and enter the code that it shows.')
  return html`<p>${text}</p>
    <div class="qr" role="img" aria-label="${t('QR code of the key')}">${rawHtml(encodeQR(uri, 'svg'))}</div>
    <p><code>${secret}</code></p>
    ${form(visit, { action, content: field(codeField(visit), problem), button: t('Continue'), problem })}`
}

const passkey: RenderForm = ({ visit, step, action, problem }) => {
  const { t } = visit
  const options = required(step.parameters, 'CREDENTIAL_REQUEST_OPTIONS')
  return {
    title: 'Use your passkey',
    content: html`<p>${t('Your browser prompts for a passkey.')}</p>
      ${passkeyForm(visit, { action, options, ceremony: 'get', problem })}`,
    hasScript: true
  }
}

interface PasskeyForm {
  action: string
  /** The options for the browser, as JSON. */
  options: string
  ceremony: 'create' | 'get'
  problem: Problem | undefined
}

/** The form for a passkey, and the only one that needs a script. */
export function passkeyForm (visit: Visit, { action, options, ceremony, problem }: PasskeyForm): Html {
  const { t } = visit
  const failed = t('The passkey could not be used. Try again.')
  return form(visit, {
    action,
    content: html`<input type="hidden" name="options" value="${options}" />
      <input type="hidden" name="CREDENTIAL" />
      <p class="error" id="passkey-status" role="status"></p>
      <noscript><p class="alert">${t('Passkeys need JavaScript.')}</p></noscript>`,
    button: ceremony === 'create' ? t('Create a passkey') : t('Use a passkey'),
    problem,
    attributes: html`id="passkey" data-ceremony="${ceremony}" data-failed="${failed}"`
  })
}

/** The forms by the name of the challenge. Custom challenges have none, as in Cognito. */
export const FORMS: Readonly<Record<string, RenderForm>> = {
  PASSWORD: password,
  SELECT_CHALLENGE: choice,
  SELECT_MFA_TYPE: choice,
  EMAIL_OTP: sentCode,
  SMS_OTP: sentCode,
  SMS_MFA: sentCode,
  SOFTWARE_TOKEN_MFA: authenticator,
  NEW_PASSWORD_REQUIRED: newPassword,
  MFA_SETUP: setup,
  WEB_AUTHN: passkey
}
