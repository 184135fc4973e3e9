// Meeting mode from the keyboard: Alt + down and Alt + up go to the next and the previous section
// (<section data-meeting-section tabindex="-1">). Tab works as everywhere; nothing is trapped, no single letter is taken.

const sections = [...document.querySelectorAll('[data-meeting-section]')]

function current () {
  const held = document.activeElement && document.activeElement.closest('[data-meeting-section]')
  if (held) return sections.indexOf(held)
  return sections.findIndex((section) => section.getBoundingClientRect().bottom > 80)
}

document.addEventListener('keydown', (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || !sections.length) return
  // In a drop-down list Alt + down opens it; that key stays the browser's.
  if (document.activeElement instanceof HTMLSelectElement) return
  event.preventDefault()
  const next = sections[Math.min(Math.max(current() + step, 0), sections.length - 1)]
  next.scrollIntoView({ block: 'start' })
  const first = next.querySelector('textarea, input:not([type="hidden"]), select, button, a[href]')
  if (first) first.focus({ preventScroll: true })
  else next.focus({ preventScroll: true })
})

// The list of sections marks where one is.
const links = [...document.querySelectorAll('.pastoral-meeting__sections a[href^="#"]')]
if (links.length && 'IntersectionObserver' in window) {
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue
      for (const link of links) {
        if (link.hash === `#${entry.target.id}`) link.setAttribute('aria-current', 'true')
        else link.removeAttribute('aria-current')
      }
    }
  }, { rootMargin: '-10% 0px -70% 0px' })
  sections.forEach((section) => seen.observe(section))
}
