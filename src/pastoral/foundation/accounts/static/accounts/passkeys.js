// Passkeys: <form data-passkey="create|get|login" data-passkey-options="JSON" hidden> with a field `credential`.
// The form is shown only where the browser has passkeys; pressing its button asks the device, then sends the form.

const here = window.PublicKeyCredential !== undefined

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!here) break
  form.hidden = false
  for (const note of document.querySelectorAll('[data-no-passkeys]')) note.hidden = true
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    ask(form)
  })
}

async function ask (form) {
  const status = form.querySelector('[data-passkey-status]')
  const button = form.querySelector('button[type="submit"], .govuk-button')
  status.textContent = ''
  button.disabled = true
  try {
    const options = await optionsOf(form)
    const credential = form.dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey: forCreating(options.publicKey, form) })
      : await navigator.credentials.get({ publicKey: forGetting(options.publicKey) })
    form.elements.namedItem('credential').value = JSON.stringify(asJson(credential))
    form.submit()
  } catch {
    // refused by the person or the device: nothing was sent, and they may try again
    status.textContent = status.dataset.failed
    button.disabled = false
  }
}

async function optionsOf (form) {
  if (form.dataset.passkeyOptions) return JSON.parse(form.dataset.passkeyOptions)
  const answer = await fetch(form.action, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
  if (!answer.ok) throw new Error('no options')
  return (await answer.json()).request_options
}

function forCreating (options, form) {
  const alone = form.elements.namedItem('passwordless')
  const selection = { ...options.authenticatorSelection }
  if (alone) {
    selection.residentKey = alone.checked ? 'required' : 'discouraged'
    selection.requireResidentKey = alone.checked
    if (alone.checked) selection.userVerification = 'required'
  }
  return {
    ...options,
    authenticatorSelection: selection,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials || []).map((one) => ({ ...one, id: toBytes(one.id) }))
  }
}

function forGetting (options) {
  return {
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: (options.allowCredentials || []).map((one) => ({ ...one, id: toBytes(one.id) }))
  }
}

function asJson (credential) {
  const given = credential.response
  const response = { clientDataJSON: toText(given.clientDataJSON) }
  for (const part of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (given[part]) response[part] = toText(given[part])
  }
  if (given.getTransports) response.transports = given.getTransports()
  return {
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: credential.getClientExtensionResults()
  }
}

function toBytes (text) {
  const plain = window.atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (char) => char.charCodeAt(0))
}

function toText (buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer))
  return window.btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
