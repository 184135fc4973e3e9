// Keeps what is being typed: <form data-autosave="URL" data-autosave-version="n">.
//
// Sends the form's data (not its files) a moment after a change, when a field is left, and when the page is hidden.
// The request: POST, multipart, with `autosave_version` beside the fields and the header X-CSRFToken.
// The answer: 200 {"version": n, "saved_at": "14:05"} (both optional); 409 with an HTML fragment that shows both texts;
// 401 or 403, or a redirect to another page, when the person is signed out. Anything else is tried again.
// Nothing personal is written to the browser's storage: unsaved words live in the page alone, which warns before it closes.

const AFTER_TYPING = 2500
const FIRST_RETRY = 3000
const LONGEST_RETRY = 30000
const SIGNED_OUT_RETRY = 10000

export function startAutosave (root) {
  for (const form of root.querySelectorAll('form[data-autosave]')) keep(form)
}

function keep (form) {
  const status = form.querySelector('[data-autosave-status]')
  let version = form.dataset.autosaveVersion || ''
  let saved = snapshot(form)
  let timer = 0
  let wait = FIRST_RETRY
  let sending = false
  let stopped = false
  let signedOut = false

  const changed = () => !stopped && snapshot(form) !== saved

  function say (state, text) {
    if (!status || (status.dataset.state === state && status.textContent === text)) return
    status.dataset.state = state
    status.textContent = text
  }

  function later (delay) {
    window.clearTimeout(timer)
    timer = window.setTimeout(save, delay)
  }

  async function save (leaving = false) {
    window.clearTimeout(timer)
    if (!changed()) return
    if (sending && !leaving) return later(AFTER_TYPING)
    sending = true
    const sent = snapshot(form)
    if (signedOut && !leaving) await freshToken()
    if (!leaving && !signedOut) say('saving', form.dataset.autosaveSaving || '')
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
    } finally {
      sending = false
    }
  }

  async function take (answer, sent) {
    if (answer.status === 409) return showConflict(await answer.text())
    if (answer.status === 401 || answer.status === 403 || answer.type === 'opaqueredirect') {
      signedOut = true
      say('signed-out', form.dataset.autosaveSignedOut || '')
      return later(SIGNED_OUT_RETRY)
    }
    if (!answer.ok) return failed()
    const told = await answer.json().catch(() => ({}))
    saved = sent
    signedOut = false
    wait = FIRST_RETRY
    if (told.version !== undefined) {
      version = String(told.version)
      form.dataset.autosaveVersion = version
      const carried = form.querySelector('input[name="autosave_version"], input[name="version"]')
      if (carried) carried.value = version
    }
    say('saved', (form.dataset.autosaveSaved || '{time}').replace('{time}', told.saved_at || clock()))
    if (changed()) later(AFTER_TYPING)
  }

  function failed () {
    say('failed', form.dataset.autosaveFailed || '')
    later(wait)
    wait = Math.min(wait * 2, LONGEST_RETRY)
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
  form.addEventListener('focusout', () => save())
  form.addEventListener('submit', () => {
    stopped = true
    window.clearTimeout(timer)
  })
  window.addEventListener('pageshow', (event) => { if (event.persisted) stopped = false })
  window.addEventListener('online', () => save())
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') save(true) })
  window.addEventListener('pagehide', () => save(true))
  window.addEventListener('beforeunload', (event) => {
    const unsafe = status && ['failed', 'signed-out', 'conflict'].includes(status.dataset.state)
    if (unsafe && !form.dataset.onceSent && snapshot(form) !== saved) event.preventDefault()
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
