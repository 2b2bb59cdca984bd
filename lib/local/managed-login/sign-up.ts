import type { HttpResponse } from '../protocol/http.js'
import { isContact } from '../pool/attributes.js'
import { requiredAttributes, signsInBy } from '../pool/settings.js'
import { callFor, problemOf } from './api.js'
import { attributeField } from './attribute-field.js'
import { usernameField } from './login.js'
import { newPasswordField } from './new-password-field.js'
import { field, form, link, page, type Problem } from './page.js'
import { startConfirmed } from './sign-in.js'
import { readSignInRequest, type SignInRequest } from './sign-in-request.js'
import { startStep } from './steps.js'
import { termsOf } from './terms.js'
import type { Visit } from './visit.js'

/** `GET /signup`: the page to create an account. */
export async function showSignUp (visit: Visit): Promise<HttpResponse> {
  return signUpPage(visit, readSignInRequest(visit))
}

/** `POST /signup`: creates the account, which a code confirms unless a trigger does. */
export async function signUp (visit: Visit): Promise<HttpResponse> {
  const request = readSignInRequest(visit)
  const { form, pools } = visit
  const username = form.get('username') ?? ''
  const UserAttributes = attributesOf(request).map(Name => ({ Name, Value: form.get(Name) ?? '' }))
  try {
    const input = { Username: username, Password: form.get('password') ?? '', UserAttributes }
    const { UserConfirmed, UserSub } = await callFor(visit, request, 'SignUp', input)
    const { pool } = pools.client(request.client.id)
    const user = pool.users.find(String(UserSub))
    if (UserConfirmed === true && user !== undefined) return await startConfirmed(visit, request, user)
    const parameters = { isOwn: 'true' }
    return startStep(visit, request, '/confirm', { name: 'CONFIRM', username, parameters })
  } catch (error) {
    return signUpPage(visit, request, problemOf(visit, error, ['username', 'password']))
  }
}

/** Returns the attributes that the pool requires or verifies, without those that users sign in with. */
function attributesOf ({ pool: { settings } }: SignInRequest): string[] {
  const verified = (settings.AutoVerifiedAttributes ?? []) as string[]
  const names = [...new Set([...verified, ...requiredAttributes(settings)])]
  return names.filter(name => !isContact(name) || !signsInBy(settings, name))
}

function signUpPage (visit: Visit, request: SignInRequest, problem?: Problem): HttpResponse {
  const { t } = visit
  const given = (name: string) => visit.form.get(name) ?? undefined
  const content = [
    field({ ...usernameField(visit, request), value: given('username') ?? request.hint }, problem),
    newPasswordField(visit, request, t('Password'), problem),
    ...attributesOf(request).map(name =>
      attributeField(visit, { name, attribute: name, value: given(name) }, problem)
    ),
    termsOf(visit, request)
  ]
  const { query } = request
  return page(visit, {
    title: t('Create an account'),
    content: [
      form(visit, { action: `/signup?${query}`, content, button: t('Sign up'), problem }),
      link(`/login?${query}`, t('Sign in'), t('Have an account?'))
    ],
    request,
    problem
  })
}
