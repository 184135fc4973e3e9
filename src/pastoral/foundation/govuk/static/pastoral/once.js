// A form is sent once: a second click while the first is on its way does nothing.
// The server does not rely on this (submission_token); it only spares people a second wait.
export function sendOnce (root) {
  root.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.dataset.once === undefined) return
    if (form.dataset.onceSent) {
      event.preventDefault()
      return
    }
    form.dataset.onceSent = 'yes'
  })
  // The back button may bring the page back as it was left: it may be sent again.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-once-sent]')) delete form.dataset.onceSent
  })
}
