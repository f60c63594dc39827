// Opens the door's page without a network, from what the page itself has kept; serves nothing else and keeps nothing.
const KEPT = "linli-door-";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(piece(request));
});

function nameOf(url) {
  const found = url.pathname.match(/\/checkin\/(\d+)\/$/);
  return found && KEPT + found[1];
}

async function page(request, url) {
  const name = nameOf(url);
  try {
    const answer = await fetch(request);
    // Told to sign in, or that there is no such door: what was kept of it is nobody's business any more.
    if (name && (answer.type === "opaqueredirect" || answer.status === 404)) await caches.delete(name);
    return answer;
  } catch (error) {
    const kept = name && (await keptPage(name, request));
    if (kept) return kept;
    throw error;
  }
}

async function keptPage(name, request) {
  if (!(await caches.has(name))) return null;
  const cache = await caches.open(name);
  // The page varies with cookies and languages that a worker cannot see; its address has said enough.
  const kept =
    (await cache.match(request, { ignoreVary: true })) ||
    (await cache.match(request, { ignoreVary: true, ignoreSearch: true }));
  if (!kept) return null;
  if (Date.now() > Number(kept.headers.get("X-Door-Until"))) {
    await caches.delete(name);
    return null;
  }
  return kept;
}

async function piece(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}
