// The service worker of linli: opens the app without a network. It keeps the files of one build and
// nothing that is anybody's own; what people see comes from the app's storage. Listeners stand at the
// top level: a browser ignores those that are added later. The bundler fills in the three constants.

/** Names the build. */
const BUILD = "{build}";
/** The page that opens without the server. */
const SHELL = "{shell}";
/** Each file of the build: its address, the start of its SHA-256, its size in bytes. */
const FILES = [/*{files}*/];

const CACHE = `linli-${BUILD}`;
const ADDRESSES = new Set(FILES.map(([address]) => address));
/** How long a page may take to come before the one that is kept here opens, in milliseconds. */
const PATIENCE = 2500;

self.addEventListener("install", (event) => {
  // The server's answers are none of this worker's business: where the browser can pass it by, no call
  // wakes it, and nothing wakes it again while it ends to make room for the next.
  const past = { condition: { urlPattern: { pathname: "/api/*" } }, source: "network" };
  event.waitUntil(event.addRoutes?.(past).catch(() => undefined));
  event.waitUntil(keepAll());
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (!pathname.startsWith("/api/")) event.respondWith(page(event));
  } else if (ADDRESSES.has(pathname)) {
    event.respondWith(kept(pathname).then((found) => found ?? fetch(request)));
  }
});

/** All files or none: a build with a hole in it would open to nothing. */
async function keepAll() {
  // The same build may be installed already, and run.
  const had = await caches.has(CACHE);
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(FILES.map((file) => keep(cache, file)));
  } catch (error) {
    if (!had) await caches.delete(CACHE);
    throw error;
  }
}

async function keep(cache, [address, hash]) {
  // The hash is in the name of most files: those that an older build has as well, or that the page has
  // just loaded, need no network.
  const named = address.startsWith("/pkg/");
  const known = named ? await caches.match(address) : undefined;
  let response = known ?? (await get(address, named ? "default" : "no-cache"));
  let right = (await digest(response)) === hash;
  if (named && !right) {
    // The browser's copy was damaged.
    response = await get(address, "reload");
    right = (await digest(response)) === hash;
  }
  // Another build's file, fetched while the server was changing over.
  if (!right) throw new Error(`${address} is not of this build`);
  await cache.put(address, response);
}

async function get(address, cache) {
  const response = await fetch(address, { cache, credentials: "same-origin" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

/** First 16 hexadecimal digits of the SHA-256. */
async function digest(response) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer()));
  return Array.from(bytes.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((it) => it.startsWith("linli-") && it !== CACHE).map((it) => caches.delete(it)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function kept(address) {
  const cache = await caches.open(CACHE);
  return cache.match(address);
}

/** The server's page; when it does not come in time, or the server is down, the one that is kept. */
async function page(event) {
  const coming = (async () => (await event.preloadResponse) ?? fetch(event.request))();
  const settled = coming.catch(() => undefined);
  event.waitUntil(settled);
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const response = await Promise.race([settled, late]);
  if (response && ![502, 503, 504].includes(response.status)) return response;
  return (await kept(SHELL)) ?? coming;
}
