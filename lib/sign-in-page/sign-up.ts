import type { FastifyReply } from 'fastify'
import { signUp } from '../routes/sign-up.js'
import type { HiddenSignUpResult, SignUpResult } from '../schemas/sign-up.js'
import { attributeField, attributeValue } from './attribute-field.js'
import { button, field, form, link, newPasswordField, type Field } from './form.js'
import { sendPage } from './layout.js'
import { perform } from './perform.js'
import { problemOf, type Problem } from './problem.js'
import { usernameField } from './sign-in.js'
import { keepStep } from './step.js'
import type { Visit } from './visit.js'

/** `GET /sign-up`. */
export async function showSignUp (visit: Visit): Promise<FastifyReply> {
  return signUpPage(visit)
}

/** `POST /sign-up`: creates the account. */
export async function submitSignUp (visit: Visit): Promise<FastifyReply> {
  try {
    return toConfirmation(visit, await perform(visit, signUp, bodyOf(visit)))
  } catch (error) {
    const nameField = nameFieldOf(visit)
    return signUpPage(visit, problemOf(visit, error, { username: nameField, password: 'password' }))
  }
}

/** Redirects to the confirmation by code, unless the account needs none. */
function toConfirmation (visit: Visit, result: SignUpResult | HiddenSignUpResult): FastifyReply {
  if (result.confirmed) return visit.redirect('/sign-in', { notice: 'confirmed' })
  const { session, delivery } = result as SignUpResult
  const username = visit.field(nameFieldOf(visit))
  const destination = delivery?.destination
  return visit.redirect('/confirm', keepStep(visit, { page: 'confirm', username, session, destination }))
}

/** Returns the property of the body that contains the name that users sign in with. */
const nameFieldOf = ({ pages: { settings } }: Visit): 'email' | 'username' =>
  settings.username === 'email' ? 'email' : 'username'

function bodyOf (visit: Visit): object {
  const nameField = nameFieldOf(visit)
  const entries = attributesOf(visit).map(([name, schema]) => [
    name,
    attributeValue(visit, `attributes.${name}`, schema)
  ])
  const attributes = Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as object
  const password = visit.secret('password')
  const isLeftOut = visit.pages.settings.passwordless && password === ''
  return { [nameField]: visit.field(nameField), ...(!isLeftOut && { password }), attributes }
}

/** Returns the attributes that users may set, without the one that they sign in with. */
function attributesOf ({ pages: { api, settings } }: Visit) {
  const { properties } = api.settings.signUpAttributes
  return Object.entries(properties).filter(([name]) => name !== settings.username)
}

function passwordField (visit: Visit): Field {
  const isOptional = visit.pages.settings.passwordless
  const hint = isOptional ? visit.t('passwordHint') : undefined
  return { ...newPasswordField('password', visit.t('password')), isOptional, hint }
}

function signUpPage (visit: Visit, problem?: Problem): FastifyReply {
  const { required = [] } = visit.pages.api.settings.signUpAttributes
  const name = nameFieldOf(visit)
  const type = name === 'email' ? { type: name } : {}
  const nameField = { ...usernameField(visit), name, value: visit.field(name), ...type }
  return sendPage(visit, {
    title: 'signUp',
    content: [
      form({
        action: visit.path('/sign-up'),
        content: [
          field(visit, nameField, problem),
          field(visit, passwordField(visit), problem),
          ...attributesOf(visit).map(([attribute, schema]) =>
            field(
              visit,
              attributeField(visit, {
                name: `attributes.${attribute}`,
                attribute,
                schema,
                isOptional: !required.includes(attribute)
              }),
              problem
            )
          ),
          button(visit.t('createAccount'))
        ],
        problem
      }),
      link(visit.path('/sign-in'), visit.t('signIn'), visit.t('haveAccount')),
      link(visit.path('/confirm'), visit.t('confirm'), visit.t('haveCode'))
    ],
    problem
  })
}
