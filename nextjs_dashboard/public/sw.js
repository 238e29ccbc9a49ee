/** Shows the offline page when the laptop does not answer, and what the server pushes. No page and no decision is kept. */
const CACHE = "offline-2";
const OFFLINE = "/offline.html";
const SCRIPT = "/offline.js"; // of that page, which cannot be fetched then
const AWAY = [502, 503, 504]; // what a proxy answers for a dashboard that is away

self.addEventListener("install", (event) => event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([OFFLINE, SCRIPT])).then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))).then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  if (new URL(event.request.url).pathname === SCRIPT) event.respondWith(fetch(event.request).catch(() => caches.match(SCRIPT)));
  if (event.request.mode === "navigate") event.respondWith(fetch(event.request).then((answer) => (AWAY.includes(answer.status) ? caches.match(OFFLINE) : answer), () => caches.match(OFFLINE)));
});

self.addEventListener("push", (event) => {
  const { title, body, tag, url } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url }, icon: "/icons/icon-192.png", badge: "/icons/badge-96.png" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.url)); // it only shows; a link never decides
});
