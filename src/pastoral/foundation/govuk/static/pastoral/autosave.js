// Keeps what is being typed: <form data-autosave="URL" data-autosave-version="n">.
//
// Sends the form's data (not its files) a moment after a change, when a field is left, and when the page is hidden.
// The request: POST, multipart, with `autosave_version` beside the fields and the header X-CSRFToken.
// The answer: 200 {"version": n, "saved_at": "14:05"} (both optional); 409 with an HTML fragment that shows both texts;
// 400 {"error": "…"} where an answer can't be read yet, which is said and tried again once something has changed;
// 401 or 403, or a redirect to another page, when the person is signed out. Anything else is tried again.
// A form that is sent while its words are on their way waits for the answer: its version would be one behind, and
// the person would be asked to choose between their own words and their own words.
// Nothing personal is written to the browser's storage: unsaved words live in the page alone, which warns before it closes.

const AFTER_TYPING = 2500
const FIRST_RETRY = 3000
const LONGEST_RETRY = 30000
const SIGNED_OUT_RETRY = 10000
const LONGEST_WAIT_TO_SEND = 4000
const TROUBLES = ['failed', 'signed-out', 'conflict', 'unreadable']

export function startAutosave (root) {
  for (const form of root.querySelectorAll('form[data-autosave]')) keep(form)
}

function keep (form) {
  const status = form.querySelector('[data-autosave-status]')
  let version = form.dataset.autosaveVersion || ''
  let saved = snapshot(form)
  let timer = 0
  let wait = FIRST_RETRY
  let sending = null // the promise of a request that is on its way
  let unreadable = '' // words that the server could not read, so that they are not sent again as they are
  let stopped = false
  let signedOut = false

  const changed = () => !stopped && ![saved, unreadable].includes(snapshot(form))

  function say (state, text) {
    if (!status || (status.dataset.state === state && status.textContent === text)) return
    status.dataset.state = state
    status.textContent = text
  }

  const troubled = () => Boolean(status) && TROUBLES.includes(status.dataset.state)

  function later (delay) {
    window.clearTimeout(timer)
    timer = window.setTimeout(save, delay)
  }

  async function save (leaving = false) {
    window.clearTimeout(timer)
    if (!changed()) return
    if (sending && !leaving) return later(AFTER_TYPING)
    const request = send(leaving).finally(() => { if (sending === request) sending = null })
    sending = request
  }

  async function send (leaving) {
    const sent = snapshot(form)
    if (signedOut && !leaving) await freshToken()
    // Trouble stays on the page until the words are safe: a line that comes and goes moves the button under somebody's finger.
    if (!leaving && !troubled()) say('saving', form.dataset.autosaveSaving || '')
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: 'POST',
        body: body(form, version),
        headers: { 'X-CSRFToken': csrf(form), 'X-Requested-With': 'autosave', Accept: 'application/json, text/html' },
        credentials: 'same-origin',
        redirect: 'manual',
        // Browsers refuse keepalive above 64 KB; a page that stays open does not need it.
        keepalive: leaving && sent.length < 60000
      })
      await take(answer, sent)
    } catch {
      failed()
    }
  }

  async function take (answer, sent) {
    if (answer.status === 409) return showConflict(await answer.text())
    if (answer.status === 401 || answer.status === 403 || answer.type === 'opaqueredirect') {
      signedOut = true
      say('signed-out', form.dataset.autosaveSignedOut || '')
      return later(SIGNED_OUT_RETRY)
    }
    if (answer.status === 400) return cannotRead(await answer.json().catch(() => ({})), sent)
    if (!answer.ok) return failed()
    const told = await answer.json().catch(() => ({}))
    saved = sent
    unreadable = ''
    signedOut = false
    wait = FIRST_RETRY
    carry(told)
    say('saved', (form.dataset.autosaveSaved || '{time}').replace('{time}', told.saved_at || clock()))
    if (changed()) later(AFTER_TYPING)
  }

  function carry (told) {
    if (told.version === undefined) return
    version = String(told.version)
    form.dataset.autosaveVersion = version
    const carried = form.querySelector('input[name="autosave_version"], input[name="version"]')
    if (carried) carried.value = version
  }

  function failed () {
    say('failed', form.dataset.autosaveFailed || '')
    later(wait)
    wait = Math.min(wait * 2, LONGEST_RETRY)
  }

  function cannotRead (told, sent) {
    if (!told.error) return failed()
    unreadable = sent
    carry(told)
    say('unreadable', told.error)
    if (changed()) later(AFTER_TYPING)
  }

  function showConflict (html) {
    // The person decides; until then this form stops sending, and what they typed stays in it.
    stopped = true
    say('conflict', form.dataset.autosaveConflict || '')
    const place = document.createElement('div')
    // DOMParser runs no script, and the page's policy would refuse it anyway.
    place.append(...new DOMParser().parseFromString(html, 'text/html').body.childNodes)
    form.before(place)
    const question = place.querySelector('[data-conflict]') || place
    question.setAttribute('tabindex', '-1')
    question.focus()
    document.dispatchEvent(new CustomEvent('pastoral:conflict', { detail: { form, question } }))
  }

  form.addEventListener('input', () => later(AFTER_TYPING))
  form.addEventListener('change', () => later(AFTER_TYPING))
  // Whoever leaves a field for a button is about to send: that request carries the words.
  form.addEventListener('focusout', (event) => isButton(event.relatedTarget) ? later(AFTER_TYPING) : save())
  form.addEventListener('submit', (event) => {
    stopped = true
    window.clearTimeout(timer)
    if (!sending) return
    event.preventDefault()
    event.stopImmediatePropagation() // it is not sent yet, so nobody may count it as sent
    const tooLong = new Promise((resolve) => window.setTimeout(resolve, LONGEST_WAIT_TO_SEND))
    Promise.race([sending, tooLong]).then(() => {
      sending = null
      if (status?.dataset.state !== 'conflict') form.requestSubmit(event.submitter)
    })
  })
  window.addEventListener('pageshow', (event) => { if (event.persisted) stopped = false })
  window.addEventListener('online', () => save())
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') save(true) })
  window.addEventListener('pagehide', () => save(true))
  window.addEventListener('beforeunload', (event) => {
    if (troubled() && !form.dataset.onceSent && snapshot(form) !== saved) event.preventDefault()
  })
}

// Signing in again in another tab changes the token that guards forms: take the new one from this page's own address.
async function freshToken () {
  const answer = await fetch(window.location.href, { credentials: 'same-origin', redirect: 'manual' }).catch(() => null)
  if (!answer || !answer.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const fresh = page.querySelector('form[data-autosave] input[name="csrfmiddlewaretoken"]')
  if (!fresh) return
  for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = fresh.value
}

function isButton (element) {
  return element instanceof HTMLButtonElement && element.type === 'submit'
}

function body (form, version) {
  const data = new FormData()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value)
  data.set('autosave_version', version)
  return data
}

function snapshot (form) {
  const pairs = [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && name !== 'csrfmiddlewaretoken')
  return JSON.stringify(pairs.filter(([name]) => name !== 'autosave_version' && name !== 'version'))
}

function csrf (form) {
  const input = form.querySelector('input[name="csrfmiddlewaretoken"]')
  return input ? input.value : ''
}

function clock () {
  const now = new Date()
  return `${now.getHours()}:${String(now.getMinutes()).padStart(2, '0')}`
}
