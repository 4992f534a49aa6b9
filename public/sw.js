// The service worker of linli. It makes the app installable; every answer comes from the network.
// Listeners stand at the top level: a browser ignores those that are added later.

self.addEventListener("install", (event) => {
  // Nothing waits for an older worker: none keeps anything.
  event.waitUntil(self.skipWaiting());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request));
  }
});
