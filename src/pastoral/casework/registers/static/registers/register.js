// A register on a phone: <form data-register>. Every answer is kept on the phone until the server has said that it has it.
//
// POST data-send, JSON: {batch, now, on, group, by_name, marks: [{key, placement, half, answer, time, note, at, seen}]}; `now` and
// `at` are this phone's own clock, which the server corrects. 200: {saved: [key], refused: {key: words}, clock: words, children,
// at}; 400 and 422: {error: words}. Each answer has a key of its own, so that sending it again adds nothing.
// What is kept has no name of a child; pages with names are kept by offline.js until the end of the day.

const STORE = 'pastoral-register'
const KEPT = 'pastoral-register-answers'
const SOON = 300
const FIRST_RETRY = 4000
const LONGEST_RETRY = 60000
const MOST = 200
const LONGEST_KEPT = 18 * 3600 * 1000
const form = document.querySelector('form[data-register]')

if (form) start()

function start () {
  const said = form.dataset
  const status = form.querySelector('[data-register-status]')
  const clock = form.querySelector('[data-register-clock]')
  const children = [...form.querySelectorAll('[data-child]')]
  let timer = 0
  let wait = FIRST_RETRY
  let sending = false
  let ended = false

  form.classList.add('pastoral-roll--live')
  show()
  for (const one of here()) put(one)
  keepPage()
  if (mine().length) later(SOON)
  else say('ready', '')

  form.addEventListener('change', (event) => {
    const child = event.target.closest('[data-child]')
    if (child && answerOf(child)) keep([child])
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (event.submitter?.name === 'everyone') {
      const open = children.filter((child) => !answerOf(child))
      for (const child of open) child.querySelector('input[value="came"]').checked = true
      if (open.length) keep(open)
    }
    if (mine().length) {
      later(0)
    } else say('saved', said.saved.replace('{time}', ''))
  })
  form.addEventListener('keydown', (event) => {
    const child = event.target.closest('[data-child]')
    if (!child || event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input:not([type="radio"]), textarea, summary')) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const next = children[children.indexOf(child) + step]
    if (step) {
      event.preventDefault()
      if (next) focusOn(next)
      return
    }
    const chosen = child.querySelector(`input[data-letter="${CSS.escape(event.key.toLowerCase())}"]`)
    if (!chosen) return
    event.preventDefault()
    chosen.checked = true
    keep([child])
    chosen.focus()
  })
  form.by_name?.addEventListener('change', () => { if (mine().length) later(SOON) })
  window.addEventListener('online', () => later(0))
  window.addEventListener('offline', waits)
  document.addEventListener('visibilitychange', () => { if (mine().length) later(0) })
  window.addEventListener('storage', (event) => { if (event.key === KEPT) show() })

  function answerOf (child) {
    return child.querySelector('input[type="radio"]:checked')?.value || ''
  }

  // This phone's answers that are not with the server yet: all of them; this person's, of an earlier day too, where there was no
  // signal any more; and those of the half day on this page.
  function all () {
    try {
      return JSON.parse(localStorage.getItem(KEPT)) || []
    } catch {
      return []
    }
  }

  function mine () {
    return all().filter((one) => one.who === said.who)
  }

  function here () {
    return mine().filter((one) => one.on === said.on && one.half === said.half)
  }

  function store (answers) {
    try {
      localStorage.setItem(KEPT, JSON.stringify(answers))
    } catch {
      say('full', said.full)
    }
  }

  function keep (some) {
    const at = new Date().toISOString()
    store([...all(), ...some.map((child) => ({
      who: said.who, on: said.on, group: said.group, half: said.half, key: uuid(), at, placement: Number(child.dataset.child),
      answer: answerOf(child), time: child.querySelector('[data-time]').value, note: child.querySelector('[data-note]').value,
      seen: Number(child.dataset.seen), by_name: form.by_name?.value || ''
    }))])
    show()
    if (!navigator.onLine) waits()
    later(SOON)
  }

  function later (delay) {
    window.clearTimeout(timer)
    timer = window.setTimeout(send, delay)
  }

  async function send () {
    if (sending || ended) return
    const first = mine().find((one) => one.on === said.on) || mine()[0]
    if (!first) return
    const waiting = mine().filter((one) => one.on === first.on && one.group === first.group).slice(0, MOST)
    if (form.by_name && !form.by_name.value.trim() && waiting.some((one) => !one.by_name)) {
      say('name', said.name)
      form.by_name.focus()
      return
    }
    sending = true
    say('sending', said.sending)
    try {
      await take(await fetch(said.send, {
        method: 'POST', credentials: 'same-origin', redirect: 'manual',
        headers: { 'Content-Type': 'application/json', 'X-CSRFToken': form.csrfmiddlewaretoken.value, Accept: 'application/json' },
        body: JSON.stringify({
          batch: uuid(), now: new Date().toISOString(), on: first.on, group: first.group,
          by_name: waiting.find((one) => one.by_name)?.by_name || form.by_name?.value || '',
          marks: waiting.map(({ key, placement, half, answer, time, note, at, seen }) => ({ key, placement, half, answer, time, note, at, seen }))
        })
      }), first.on)
    } catch {
      failed()
    } finally {
      sending = false
    }
    if (mine().length && !ended && wait === FIRST_RETRY) later(SOON)
  }

  async function take (answer, on) {
    if (answer.status === 410 || answer.status === 404) {
      ended = true
      return say('ended', said.ended)
    }
    if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) {
      await freshToken()
      say('signed-out', said.signedOut)
      return again()
    }
    const told = await answer.json().catch(() => ({}))
    if (answer.status === 400 || answer.status === 422) {
      // the same would be refused again: a person must read why; today's answers go on without those of an earlier day
      if (on === said.on) ended = true
      else store(all().filter((one) => one.who !== said.who || one.on !== on))
      return say('refused', told.error || said.failed)
    }
    if (!answer.ok) return failed()
    wait = FIRST_RETRY
    const done = new Set([...told.saved, ...Object.keys(told.refused)])
    const refused = all().filter((one) => told.refused[one.key])
    store(all().filter((one) => !done.has(one.key)))
    if (on === said.on) {
      for (const child of told.children) if (child.half === said.half) update(child)
      for (const one of refused) note(one.placement, told.refused[one.key])
    }
    clock.textContent = told.clock
    clock.hidden = !told.clock
    show()
    say('saved', said.saved.replace('{time}', told.at))
  }

  // What everybody has said by now; an answer of this phone that is still on its way stays on the page.
  function update (child) {
    const place = form.querySelector(`[data-child="${child.placement}"]`)
    if (!place) return
    place.dataset.seen = child.mark
    place.querySelector('[data-said]').textContent = child.said
    note(child.placement, child.question)
    if (child.answer && !here().some((one) => one.placement === child.placement)) {
      place.querySelector(`input[value="${child.answer}"]`).checked = true
    }
  }

  function note (placement, text) {
    const line = form.querySelector(`[data-child="${placement}"] [data-question]`)
    if (!line) return
    line.textContent = text
    line.hidden = !text
  }

  // After a page was loaded again without a signal: what was said before it.
  function put (one) {
    const place = form.querySelector(`[data-child="${one.placement}"]`)
    if (!place) return
    place.querySelector(`input[value="${one.answer}"]`).checked = true
    place.querySelector('[data-time]').value = one.time
    place.querySelector('[data-note]').value = one.note
  }

  function show () {
    const waiting = new Set(here().map((one) => String(one.placement)))
    for (const child of children) child.classList.toggle('pastoral-roll__child--waits', waiting.has(child.dataset.child))
    form.querySelector('[data-register-count]').textContent = said.count.replace('{done}', children.filter(answerOf).length).replace('{all}', children.length)
  }

  function say (state, text) {
    status.dataset.state = state
    if (status.textContent !== text) status.textContent = text
  }

  function waits () {
    say('waiting', said.waiting.replace('{number}', mine().length))
  }

  function failed () {
    waits()
    again()
  }

  function again () {
    later(wait)
    wait = Math.min(wait * 2, LONGEST_RETRY)
  }

  async function freshToken () {
    const answer = await fetch(window.location.href, { credentials: 'same-origin', redirect: 'manual' }).catch(() => null)
    if (!answer || !answer.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('form[data-register] [name="csrfmiddlewaretoken"]')
    if (fresh) form.csrfmiddlewaretoken.value = fresh.value
  }
}

function focusOn (child) {
  (child.querySelector('input[type="radio"]:checked') || child.querySelector('input[type="radio"]')).focus()
  child.scrollIntoView({ block: 'nearest' })
}

// The page and what it is drawn with, so that it opens without a signal too.
async function keepPage () {
  if (!('serviceWorker' in navigator) || !('caches' in window)) return
  try {
    await navigator.serviceWorker.register('/registers/offline.js', { scope: '/registers/' })
    if (!navigator.onLine) return
    const store = await caches.open(STORE)
    for (const kept of await store.keys()) {
      const page = await store.match(kept)
      if (Date.now() - Date.parse(page.headers.get('Date')) > LONGEST_KEPT) await store.delete(kept)
    }
    const parts = performance.getEntriesByType('resource').map((one) => one.name)
    const ours = parts.filter((name) => new URL(name).origin === location.origin && new URL(name).pathname.startsWith('/static/'))
    const halves = [...document.querySelectorAll('a[data-half]')].map((one) => one.href)
    await Promise.all([...new Set([location.href, ...halves, ...ours])].map((name) => store.add(name)))
    document.documentElement.dataset.keptForLater = 'yes'
  } catch {
    // without it the page still works for as long as it stays open
  }
}

function uuid () {
  if (crypto.randomUUID) return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 15) | 64
  bytes[8] = (bytes[8] & 63) | 128
  const text = [...bytes].map((one) => one.toString(16).padStart(2, '0')).join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}
