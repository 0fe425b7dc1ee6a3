// Has the browser make a passkey or show one, and sends its answer with the page's form.
const SORRY = {
  NotAllowedError: 'The passkey was not used. Try again, or use another way.',
  InvalidStateError: 'This device has a passkey for this account already.',
  SecurityError: 'A passkey cannot be used at this address. Use another way.'
}

const canPasskeys = () => Boolean(window.PublicKeyCredential && window.PublicKeyCredential.parseCreationOptionsFromJSON)

async function answer (kind, options) {
  if (kind === 'create') {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
}

function listen (place) {
  const field = document.querySelector('form input[name="credential"]')
  const form = field.form
  const says = place.querySelector('[data-passkey-says]')
  const button = place.querySelector('[data-passkey-button]')
  const options = JSON.parse(place.dataset.options).publicKey
  let asking = false

  async function ask () {
    if (asking) return
    asking = true
    says.textContent = 'Follow what your device asks.'
    try {
      field.value = JSON.stringify(await answer(place.dataset.passkey, options))
      form.submit()
    } catch (error) {
      says.textContent = SORRY[error.name] || 'The passkey did not work. Try again, or use another way.'
      asking = false
    }
  }

  place.querySelector('[data-passkey-missing]').hidden = true
  if (button) {
    button.hidden = false
    button.addEventListener('click', ask)
    return
  }
  form.addEventListener('submit', (event) => {
    if (field.value) return
    event.preventDefault()
    event.stopImmediatePropagation()
    ask()
  }, { capture: true })
}

if (canPasskeys()) document.querySelectorAll('[data-passkey]').forEach(listen)
