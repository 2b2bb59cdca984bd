import { html } from '@remix-run/html-template'
import encodeQR from 'qr'
import type { SignInPageText } from '../options/sign-in-page-texts.js'
import { attributeField, attributeValue } from './attribute-field.js'
import { alert, button, codeField, field, form, hiddenUsername, newPasswordField } from './form.js'
import type { Content } from './layout.js'
import type { Problem } from './problem.js'
import type { Step } from './step.js'
import type { Visit } from './visit.js'

/** The state that a form is rendered from. */
interface FormContext {
  readonly visit: Visit
  readonly step: Step
  readonly problem: Problem | undefined
}

/** The form for a challenge. Its fields are named after the responses. */
export interface ChallengeForm {
  readonly title: SignInPageText
  readonly content: (context: FormContext) => Content
  /** Returns the responses that the user entered. Empty ones are omitted. */
  readonly responses: (visit: Visit, step: Step) => Readonly<Record<string, unknown>>
}

const action = (visit: Visit) => visit.path('/sign-in/challenge', { step: visit.query('step') })

/** Returns the form for a code that was sent, or that an authenticator app shows. */
function codeForm (name: string, hint: (context: FormContext) => string | undefined): ChallengeForm {
  return {
    title: 'enterCode',
    content: context => {
      const { visit, problem } = context
      return form({
        action: action(visit),
        content: [
          field(visit, codeField(visit, `responses.${name}`, hint(context)), problem),
          button(visit.t('signIn'))
        ],
        problem
      })
    },
    responses: visit => ({ [name]: visit.code(`responses.${name}`) })
  }
}

function sentHint ({ visit, step: { parameters } }: FormContext): string | undefined {
  const destination = parameters?.['CODE_DELIVERY_DESTINATION']
  return destination === undefined ? undefined : visit.t('codeSentTo', destination)
}

const CHOICES = {
  EMAIL_OTP: 'byEmail',
  SMS_OTP: 'bySms',
  SMS_MFA: 'bySms',
  SOFTWARE_TOKEN_MFA: 'byAuthenticator'
} as const satisfies Record<string, SignInPageText>

function isKnownChoice (name: string): name is keyof typeof CHOICES {
  return Object.hasOwn(CHOICES, name)
}

/** Returns the form with a button for each factor to choose from. */
function choiceForm (title: SignInPageText, choicesOf: (step: Step) => readonly string[]): ChallengeForm {
  return {
    title,
    content: ({ visit, step, problem }) => {
      const choices = choicesOf(step)
      return [
        form({
          action: action(visit),
          content: choices.filter(isKnownChoice).map(
            name => html`<button class="other" name="responses.ANSWER" value="${name}">
${visit.t(CHOICES[name])}</button>`
          ),
          problem
        }),
        // Cognito accepts this choice only together with the password, which the user enters on the first
        // page.
        choices.includes('PASSWORD')
          ? html`<a class="other" href="${visit.path('/sign-in')}">${visit.t('withPassword')}</a>`
          : null
      ]
    },
    responses: visit => ({ ANSWER: visit.field('responses.ANSWER') })
  }
}

const password: ChallengeForm = {
  title: 'signIn',
  content: ({ visit, step, problem }) =>
    form({
      action: action(visit),
      content: [
        hiddenUsername(step.username),
        field(
          visit,
          {
            name: 'responses.PASSWORD',
            label: visit.t('password'),
            type: 'password',
            autocomplete: 'current-password'
          },
          problem
        ),
        button(visit.t('signIn'))
      ],
      problem
    }),
  responses: visit => ({ PASSWORD: visit.secret('responses.PASSWORD') })
}

const newPassword: ChallengeForm = {
  title: 'resetPassword',
  content: ({ visit, step, problem }) => [
    html`<p>${visit.t('newPasswordHint')}</p>`,
    form({
      action: action(visit),
      content: [
        hiddenUsername(step.username),
        field(visit, newPasswordField('responses.NEW_PASSWORD', visit.t('newPassword')), problem),
        ...missingAttributes(visit, step).map(({ name, attribute, schema }) =>
          field(visit, attributeField(visit, { name, attribute, schema, isOptional: false }), problem)
        ),
        button(visit.t('setPassword'))
      ],
      problem
    })
  ],
  responses: (visit, step) => ({
    NEW_PASSWORD: visit.secret('responses.NEW_PASSWORD'),
    ...Object.fromEntries(
      missingAttributes(visit, step).map(({ name, attribute, schema }) => [
        `userAttributes.${attribute}`,
        attributeValue(visit, name, schema)
      ])
    )
  })
}

/** Returns the attributes that the user pool requires and the user lacks, of those that users may set. */
function missingAttributes ({ pages: { api } }: Visit, { parameters }: Step) {
  const { properties } = api.settings.signUpAttributes
  return listIn(parameters?.['requiredAttributes']).flatMap(required => {
    const attribute = required.replace('userAttributes.', '')
    const schema = Object.hasOwn(properties, attribute) ? properties[attribute] : undefined
    return schema === undefined ? [] : [{ name: `responses.userAttributes.${attribute}`, attribute, schema }]
  })
}

/** The forms to set up an MFA factor: an authenticator app, or an email address or phone number for codes. */
const setup: ChallengeForm = {
  title: 'setUpFactor',
  content: context => {
    const { visit, step, problem } = context
    const factors = listIn(step.parameters?.['MFAS_CAN_SETUP'])
    const methods = [
      ...(step.totp === undefined ? [] : [authenticatorForm(context, step.totp)]),
      ...(factors.includes('EMAIL_OTP') ? [contactForm(context, 'EMAIL', 'email')] : []),
      ...(factors.includes('SMS_MFA') ? [contactForm(context, 'PHONE_NUMBER', 'phone_number')] : [])
    ]
    const or = html`<p class="or">${visit.t('or')}</p>`
    return [
      problem === undefined ? null : alert(problem),
      ...methods.flatMap((method, index) => (index === 0 ? [method] : [or, method]))
    ]
  },
  responses: visit => {
    const entries = [
      ['SOFTWARE_TOKEN_MFA_CODE', visit.code('responses.SOFTWARE_TOKEN_MFA_CODE')],
      ['EMAIL', visit.field('responses.EMAIL')],
      ['PHONE_NUMBER', visit.field('responses.PHONE_NUMBER')]
    ]
    // Each form has one of these fields.
    return Object.fromEntries(entries.filter(([, value]) => value !== ''))
  }
}

function authenticatorForm (
  { visit, problem }: FormContext,
  { secret, uri }: NonNullable<Step['totp']>
): Content {
  return [
    html`<p>${visit.t('setUpAuthenticator')}</p>
${qrCode(visit, uri)}
<p>${visit.t('setUpKey')} <code class="key">${secret}</code></p>`,
    form({
      action: action(visit),
      content: [
        field(visit, codeField(visit, 'responses.SOFTWARE_TOKEN_MFA_CODE'), problem),
        button(visit.t('continue'))
      ]
    })
  ]
}

/**
 * The maximum length of a URI in a QR code, in bytes. The largest QR code with medium error correction holds
 * 2,331.
 */
const MAX_URI_LENGTH = 2000

/**
 * Returns a QR code. Null if the URI is too long, as with long names in a multi-byte script: the user then
 * enters the key.
 */
function qrCode (visit: Visit, uri: string): Content {
  if (Buffer.byteLength(uri) > MAX_URI_LENGTH) return null
  const image = html.raw`${encodeQR(uri, 'svg')}`
  return html`<div class="qr" role="img" aria-label="${visit.t('qrCode')}">${image}</div>`
}

function contactForm (
  { visit, problem }: FormContext,
  response: 'EMAIL' | 'PHONE_NUMBER',
  attribute: string
): Content {
  const name = `responses.${response}`
  return form({
    action: action(visit),
    content: [
      field(visit, attributeField(visit, { name, attribute, schema: {}, isOptional: false }), problem),
      button(visit.t('sendCode'))
    ]
  })
}

/**
 * Parses a JSON list of strings from Cognito. Anything else is an empty list: the browser may have changed
 * it.
 */
function listIn (json = '[]'): readonly string[] {
  try {
    const list: unknown = JSON.parse(json)
    return Array.isArray(list) ? list.filter(item => typeof item === 'string') : []
  } catch {
    return []
  }
}

/**
 * The form of each challenge, by its name in Cognito. Challenges of SRP and of custom authentication have
 * none.
 */
export const CHALLENGES: Readonly<Record<string, ChallengeForm>> = {
  SMS_MFA: codeForm('SMS_MFA_CODE', sentHint),
  SMS_OTP: codeForm('SMS_OTP_CODE', sentHint),
  EMAIL_OTP: codeForm('EMAIL_OTP_CODE', sentHint),
  SOFTWARE_TOKEN_MFA: codeForm('SOFTWARE_TOKEN_MFA_CODE', ({ visit }) => visit.t('authenticatorHint')),
  SELECT_MFA_TYPE: choiceForm('chooseFactor', ({ parameters }) => listIn(parameters?.['MFAS_CAN_CHOOSE'])),
  SELECT_CHALLENGE: choiceForm('chooseMethod', ({ choices = [] }) => choices),
  PASSWORD: password,
  NEW_PASSWORD_REQUIRED: newPassword,
  MFA_SETUP: setup
}
