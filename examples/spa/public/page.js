/* global document, FormData */

import { isSignedIn, request, signIn, signOut } from './session.js'

const find = id => document.getElementById(id)

/** User input is only set as text, so it is never parsed as HTML. */
const show = text => {
  find('message').textContent = text
}

/** The user who has signed up but not confirmed yet, to be signed in after that. */
let signedUp = null

async function render () {
  find('signed-out').hidden = isSignedIn()
  find('signed-in').hidden = !isSignedIn()
  find('confirm').hidden = signedUp === null
  if (!isSignedIn()) return
  const [profile, notes] = await Promise.all([request('GET', '/auth/me'), request('GET', '/api/notes')])
  find('name').textContent = profile.name
  showNotes(notes)
}

function showNotes (notes) {
  find('notes').replaceChildren(
    ...notes.map(text => {
      const item = document.createElement('li')
      item.textContent = text
      return item
    })
  )
}

/** Runs an action, and shows its error. If the session has ended, shows the forms again. */
async function run (action) {
  show('')
  try {
    await action()
  } catch (error) {
    show(error.message)
    find('signed-out').hidden = isSignedIn()
    find('signed-in').hidden = !isSignedIn()
  }
}

function onSubmit (id, action) {
  const form = find(id)
  form.addEventListener('submit', event => {
    event.preventDefault()
    run(async () => {
      await action(Object.fromEntries(new FormData(form)))
      form.reset()
    })
  })
}

onSubmit('sign-in', async ({ username, password }) => {
  await signIn(username, password)
  await render()
})

onSubmit('sign-up', async ({ email, password, name, phone }) => {
  await request('POST', '/auth/signup', { email, password, attributes: { name, phone_number: phone } })
  signedUp = { email, password }
  await render()
  show('A code was sent to your email address.')
})

onSubmit('confirm', async ({ code }) => {
  const { email, password } = signedUp
  await request('POST', '/auth/signup/confirm', { username: email, code })
  signedUp = null
  await signIn(email, password)
  await render()
})

onSubmit('add-note', async ({ text }) => {
  showNotes(await request('POST', '/api/notes', { text }))
})

find('sign-out').addEventListener('click', () =>
  run(async () => {
    await signOut()
    await render()
  })
)

render()
