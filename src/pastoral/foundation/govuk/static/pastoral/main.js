// Starts what pages share: GOV.UK Frontend's parts, autosave, the guard against double sending, the signature pad.
import { initAll } from '../built/govuk-frontend.min.js'
import { startAutosave } from './autosave.js'
import { startDrawing } from './draw.js'
import { leadErrors } from './errors.js'
import { sendOnce } from './once.js'

initAll()
leadErrors(document)
sendOnce(document)
startAutosave(document)
startDrawing(document)
