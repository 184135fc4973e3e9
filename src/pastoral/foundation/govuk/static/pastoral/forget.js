// Nobody is signed in on this page, so no register of children is kept on this phone (casework/registers/static/registers/offline.js).
export function forgetRegisters (root) {
  if (!('caches' in window) || root.querySelector('.pastoral-header__person, [data-register]')) return
  caches.delete('pastoral-register').catch(() => {})
}
