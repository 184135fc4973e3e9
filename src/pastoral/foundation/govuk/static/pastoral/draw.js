// A drawn signature: <div data-draw="ID of the hidden input"> with a canvas. The typed name beside it is always enough.
// The hidden input receives the path of an SVG of 600 by 180: "M12 40L13 42…M…"; the server checks and draws it again.

const MOST_POINTS = 4000

export function startDrawing (root) {
  for (const part of root.querySelectorAll('[data-draw]')) pad(part)
}

function pad (part) {
  const canvas = part.querySelector('canvas')
  const input = document.getElementById(part.dataset.draw)
  const area = part.querySelector('[data-draw-pad]')
  const status = part.querySelector('[data-draw-status]')
  const pen = canvas && canvas.getContext('2d')
  if (!pen || !input || !area) return
  area.hidden = false
  pen.lineWidth = 2.5
  pen.lineCap = pen.lineJoin = 'round'
  pen.strokeStyle = '#17252a'

  let path = input.value
  let points = 0
  let last = null
  if (path && 'Path2D' in window) pen.stroke(new Path2D(path))

  function where (event) {
    const box = canvas.getBoundingClientRect()
    return [
      Math.round((event.clientX - box.left) * canvas.width / box.width * 10) / 10,
      Math.round((event.clientY - box.top) * canvas.height / box.height * 10) / 10
    ]
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button) return
    event.preventDefault()
    canvas.setPointerCapture(event.pointerId)
    last = where(event)
    path += `M${last[0]} ${last[1]}`
    line([last[0] + 0.1, last[1]])
  })
  canvas.addEventListener('pointermove', (event) => { if (last) line(where(event)) })
  for (const end of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(end, () => {
      if (!last) return
      last = null
      input.value = path
      input.dispatchEvent(new Event('input', { bubbles: true }))
    })
  }

  function line (to) {
    if (points >= MOST_POINTS) return
    pen.beginPath()
    pen.moveTo(...last)
    pen.lineTo(...to)
    pen.stroke()
    path += `L${to[0]} ${to[1]}`
    points += 1
    last = to
  }

  const clear = part.querySelector('[data-draw-clear]')
  if (clear) {
    clear.addEventListener('click', () => {
      pen.clearRect(0, 0, canvas.width, canvas.height)
      path = input.value = ''
      points = 0
      if (status) status.textContent = status.dataset.cleared || ''
      input.dispatchEvent(new Event('input', { bubbles: true }))
    })
  }
}
