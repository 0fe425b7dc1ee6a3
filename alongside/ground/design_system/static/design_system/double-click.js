// A form goes once, however often its button is pressed. (The one-time token in the form is the real guard.)
const QUIET_MS = 5000

export function guardAgainstDoubleClicks (page) {
  for (const form of page.querySelectorAll('form[method="post"]')) {
    let sentAt = 0
    form.addEventListener('submit', (event) => {
      if (event.timeStamp - sentAt < QUIET_MS && sentAt > 0) event.preventDefault()
      else sentAt = event.timeStamp
    })
    window.addEventListener('pageshow', () => { sentAt = 0 })
  }
}
