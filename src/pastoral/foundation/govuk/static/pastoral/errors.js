// A link of an error summary moves the focus to its input and brings the label above it into view.
// GOV.UK's own part does this for a summary that is there when the page opens; this one also serves
// links to an input that come later (a conflict), or stand elsewhere (check your answers).
export function leadErrors (root) {
  root.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('.govuk-error-summary a[href^="#"]')
    if (!link || event.defaultPrevented) return
    if (focusInput(link.hash.slice(1))) event.preventDefault()
  })
  // Arriving from "Change": the address ends at the input.
  const there = window.location.hash.slice(1)
  if (there.startsWith('id_')) focusInput(there)
}

function focusInput (id) {
  const input = document.getElementById(id)
  if (!input) return false
  const group = input.closest('fieldset') || input.closest('.govuk-form-group') || input
  group.scrollIntoView({ block: 'start' })
  input.focus({ preventScroll: true })
  return true
}
