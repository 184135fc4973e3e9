// Meeting mode for several people: every ten seconds asks what others changed, and shows it without touching what is typed.
//
// GET data-news?have=<version> answers {"version": n} when nothing changed; else also `sections` (key, done, note, values)
// and `lists` (key → HTML of the outcomes and of what was agreed). The answer comes from our own server alone.

const EVERY = 10000
const AFTER_FAILURE = 30000
const root = document.querySelector('[data-meeting]')

if (root) start()

function start () {
  let have = root.dataset.version
  // What each input held when it last came from the server: an input that still holds it was not typed in here.
  const known = new Map()
  for (const form of root.querySelectorAll('form[data-part]')) {
    for (const input of inputs(form)) known.set(input, held(input))
  }

  async function ask () {
    let wait = EVERY
    if (document.visibilityState === 'visible') {
      try {
        const answer = await fetch(`${root.dataset.news}?have=${encodeURIComponent(have)}`, {
          credentials: 'same-origin', redirect: 'manual', headers: { Accept: 'application/json' }
        })
        if (answer.ok) {
          const told = await answer.json()
          if (String(told.version) !== have) show(told)
          have = String(told.version)
        } else wait = AFTER_FAILURE
      } catch {
        wait = AFTER_FAILURE
      }
    }
    window.setTimeout(ask, wait)
  }

  function show (told) {
    for (const section of told.sections || []) {
      const form = root.querySelector(`form[data-part="${section.key}"]`)
      if (!form) continue
      mark(section.key, section.done)
      const before = [...inputs(form)].map(held)
      const touched = [...inputs(form)].filter((input) => !take(input, section.values[input.name]))
      const arrived = [...inputs(form)].some((input, place) => held(input) !== before[place])
      const note = root.querySelector(`#section-${section.key} [data-note]`)
      // where this person saved last, the server has no other name to give
      const said = section.note || (arrived ? root.dataset.others : '')
      if (note && said && note.textContent !== said) note.textContent = said
      if (note) note.classList.toggle('pastoral-part__waits', touched.length > 0 && Boolean(section.note))
    }
    for (const [key, html] of Object.entries(told.lists || {})) {
      const list = root.querySelector(`[data-list="${key}"]`)
      // not while somebody's keyboard is in it: the next round is soon enough
      if (!list || list.contains(document.activeElement)) continue
      // DOMParser runs no script
      list.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes)
    }
  }

  // True when the input shows what the server has; false when it holds something of this person's own.
  function take (input, value) {
    if (value === undefined) return true
    const theirs = ticks(input) ? (Array.isArray(value) ? value : [value]).map(String).includes(input.value) : String(value ?? '')
    if (held(input) === theirs) {
      known.set(input, theirs)
      return true
    }
    if (held(input) !== known.get(input) || input === document.activeElement) return false
    if (ticks(input)) input.checked = theirs
    else input.value = theirs
    known.set(input, theirs)
    return true
  }

  window.setTimeout(ask, EVERY)
  document.addEventListener('pastoral:ask', ask)
}

function * inputs (form) {
  for (const input of form.elements) if (input.name && !['hidden', 'submit', 'button'].includes(input.type)) yield input
}

function ticks (input) {
  return input.type === 'checkbox' || input.type === 'radio'
}

function held (input) {
  return ticks(input) ? input.checked : input.value.replaceAll('\r\n', '\n')
}

function mark (key, done) {
  const link = root.querySelector(`[data-mark="${key}"]`)
  if (!link) return
  link.dataset.state = done ? 'done' : 'empty'
  link.querySelector('[data-mark-words]').textContent = `, ${done ? root.dataset.done : root.dataset.empty}`
}
