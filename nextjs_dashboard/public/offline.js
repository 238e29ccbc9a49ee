/** Looks every ten seconds whether the laptop is back; the page is loaded again only then, so that nothing jumps under a reader. */
const EVERY_MS = 10_000;

async function look() {
  const answer = await fetch("/login", { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer && answer.status < 500 && location.pathname !== "/offline.html") location.reload();
}

setInterval(() => void look(), EVERY_MS);
window.addEventListener("online", () => void look());
