// Keeps a draft on the server while somebody types, so that a closed laptop loses nothing. Nothing is kept in the browser.
const EVERY_MS = 8000
const RETRY_MS = 15000

export function saveAsPeopleType (page) {
  for (const form of page.querySelectorAll('form[data-autosave]')) new Saving(form).begin()
}

class Saving {
  constructor (form) {
    this.form = form
    this.changed = false
    this.sending = false
    this.timer = null
    this.sent = false
    this.says = document.createElement('p')
    this.says.className = 'al-saved'
    this.says.setAttribute('role', 'status')
    form.append(this.says)
  }

  begin () {
    this.form.addEventListener('input', () => this.noticed())
    this.form.addEventListener('change', () => this.noticed())
    this.form.addEventListener('focusout', () => this.save())
    this.form.addEventListener('submit', () => { this.renewToken(); this.sent = true; clearTimeout(this.timer) })
    window.addEventListener('pageshow', () => { this.sent = false })
    if (document.querySelector('.govuk-error-summary')) this.wasRefused()
    window.addEventListener('pagehide', () => this.saveOnTheWayOut())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.saveOnTheWayOut()
    })
  }

  // This page answers a form that was sent, and a browser cannot show it a second time. What was typed is kept as a draft,
  // and going back finds that instead of a question whether to send the form again.
  wasRefused () {
    this.noticed()
    history.replaceState(history.state, '', location.href)
  }

  noticed () {
    this.changed = true
    if (!this.timer) this.timer = setTimeout(() => this.save(), EVERY_MS)
  }

  address () {
    return this.form.dataset.autosaveUrl
  }

  // Signing in again in another tab changes the token; the cookie always has today's.
  renewToken () {
    const cookie = document.cookie.split('; ').find((part) => part.startsWith('csrftoken='))
    const input = this.form.elements.namedItem('csrfmiddlewaretoken')
    if (cookie && input) input.value = cookie.slice('csrftoken='.length)
  }

  answers () {
    this.renewToken()
    const data = new FormData(this.form)
    const plain = new URLSearchParams()
    for (const [name, value] of data) if (typeof value === 'string') plain.append(name, value)
    return plain
  }

  saveOnTheWayOut () {
    if (!this.changed || this.sent) return
    if (navigator.sendBeacon(this.address(), this.answers())) this.changed = false
  }

  async save () {
    clearTimeout(this.timer)
    this.timer = null
    if (!this.changed || this.sending || this.sent) return
    this.changed = false
    this.sending = true
    try {
      const answer = await fetch(this.address(), { method: 'POST', body: this.answers(), credentials: 'same-origin' })
      this.report(answer)
    } catch {
      this.failed('no connection. Your text is still here; saving is tried again.')
    }
    this.sending = false
    if (this.changed && !this.timer) this.timer = setTimeout(() => this.save(), EVERY_MS)
  }

  report (answer) {
    if (answer.ok) {
      const time = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' })
      this.says.classList.remove('al-saved--failed')
      this.says.textContent = `Saved at ${time}`
    } else if (answer.status === 401 || answer.status === 403) {
      this.failed('you have been signed out. Your text is still on this page. ')
      const link = document.createElement('a')
      link.className = 'govuk-link'
      link.href = this.form.dataset.signIn || '/'
      link.target = '_blank'
      link.rel = 'noopener'
      link.textContent = 'Sign in again (opens in a new tab)'
      this.says.append(link)
    } else if (answer.status === 413) {
      this.failed('there is too much text for a draft. Send the form to keep it.', false)
    } else {
      this.failed('something went wrong. Your text is still here; saving is tried again.')
    }
  }

  failed (why, again = true) {
    this.says.classList.add('al-saved--failed')
    this.says.textContent = `Not saved: ${why}`
    this.changed = true
    if (again && !this.timer) this.timer = setTimeout(() => this.save(), RETRY_MS)
  }
}
