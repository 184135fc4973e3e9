// Starts what pages share: GOV.UK Frontend's parts, autosave, the guard against double sending, the signature pad.
import { initAll } from '../built/govuk-frontend.min.js'
import { startAutosave } from './autosave.js'
import { startDrawing } from './draw.js'
import { leadErrors } from './errors.js'
import { forgetRegisters } from './forget.js'
import { sendOnce } from './once.js'

// The style sheet shows what a chosen radio reveals; GOV.UK's script would add aria-expanded, which a radio may not have.
if (CSS.supports('selector(:has(*))')) {
  for (const radio of document.querySelectorAll('input[type="radio"][data-aria-controls]')) radio.removeAttribute('data-aria-controls')
}

initAll()
leadErrors(document)
sendOnce(document)
startAutosave(document)
startDrawing(document)
forgetRegisters(document)
