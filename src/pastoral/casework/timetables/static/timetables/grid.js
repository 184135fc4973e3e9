// The grid of a reduced timetable: a brush that paints lessons by touch, and the hours told by the server as it is edited.
//
// The form keeps itself on the server as it is edited (autosave.js). Everything is an ordinary form: without this file people choose each lesson from its list, and see the hours when they save.

const WAIT = 400
const form = document.querySelector('[data-grid]')

if (form) start()

function start () {
  const brushes = form.querySelector('[data-brush]')
  const shown = form.querySelector('[data-hours-shown]')
  let timer = 0
  brushes.hidden = false

  for (const lesson of form.querySelectorAll('[data-lesson]')) {
    const place = lesson.querySelector('[data-place]')
    lesson.addEventListener('click', event => {
      const brush = form.querySelector('input[name=brush]:checked')
      if (!brush || !brush.value || event.target.closest('input')) return
      event.preventDefault()
      place.value = brush.value
      place.dispatchEvent(new Event('change', { bubbles: true }))
    })
    // A brush must not open the list under the finger.
    place.addEventListener('mousedown', event => {
      const brush = form.querySelector('input[name=brush]:checked')
      if (brush && brush.value) event.preventDefault()
    })
    place.addEventListener('change', () => {
      lesson.className = `pastoral-days__lesson pastoral-week__cell--${place.value}`
      window.clearTimeout(timer)
      timer = window.setTimeout(ask, WAIT)
    })
  }

  async function ask () {
    try {
      const answer = await fetch(form.dataset.hours, {
        method: 'POST', body: new FormData(form), credentials: 'same-origin', redirect: 'manual'
      })
      if (answer.ok) shown.innerHTML = await answer.text()
    } catch {
      // the hours are told again at the next change, and when the grid is saved
    }
  }
}
