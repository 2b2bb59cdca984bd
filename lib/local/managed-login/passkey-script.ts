/** Registers a passkey or signs in with one, and sends it with the form. */
export const PASSKEY_SCRIPT = `const form = document.getElementById('passkey')
const { ceremony, failed } = form.dataset
const options = JSON.parse(form.elements.options.value)
async function run () {
  const status = document.getElementById('passkey-status')
  status.textContent = ''
  try {
    const credential = ceremony === 'create'
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)
        })
    form.elements.CREDENTIAL.value = JSON.stringify(credential.toJSON())
    form.submit()
  } catch {
    status.textContent = failed
  }
}
form.addEventListener('submit', event => { event.preventDefault(); run() })
if (ceremony === 'get') run()
`
