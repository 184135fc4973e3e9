// Opens today's register where there is no signal. It keeps nothing but pages of registers and the parts they are drawn with,
// for eighteen hours at most; signing out forgets them (pastoral/forget.js).

const STORE = 'pastoral-register'
const LONGEST = 18 * 3600 * 1000

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', (event) => {
  const asked = event.request
  const address = new URL(asked.url)
  if (asked.method !== 'GET' || address.origin !== self.location.origin) return
  if (asked.mode === 'navigate' && isRegister(address.pathname)) event.respondWith(page(asked))
  else if (address.pathname.startsWith('/static/')) event.respondWith(part(asked))
})

function isRegister (path) {
  return path === '/registers/today/' || /^\/registers\/link\/[^/]+\/$/.test(path)
}

async function page (asked) {
  const store = await caches.open(STORE)
  try {
    const answer = await fetch(asked)
    // a page that is gone, a link that has ended, somebody signed out: what was kept goes too
    if (answer.ok && !answer.redirected) await store.put(asked.url, answer.clone())
    else await store.delete(asked.url)
    return answer
  } catch (trouble) {
    const kept = await store.match(asked.url)
    if (!kept) throw trouble
    if (Date.now() - Date.parse(kept.headers.get('Date')) < LONGEST) return kept
    await store.delete(asked.url)
    throw trouble
  }
}

async function part (asked) {
  try {
    return await fetch(asked)
  } catch (trouble) {
    const kept = await (await caches.open(STORE)).match(asked.url)
    if (kept) return kept
    throw trouble
  }
}
