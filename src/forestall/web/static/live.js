/* New alerts and findings as they come: a count in the head and a sentence for readers of the screen; nothing moves. */

import { clear, watch } from "/static/session.js";

const AGAIN = 2000; // after how long a stream that was refused is asked for again [ms]
const seen = { alert: new Set(), finding: new Set() };
let count = 0;

function say(text) {
  const place = document.querySelector("[data-live-said]");
  if (place) place.textContent = text;
}

function badge(text) {
  const place = document.querySelector("[data-live-badge]");
  if (!place) return;
  place.hidden = false;
  place.querySelector("[data-live-count]").textContent = text;
}

/** Lists that offer to be shown anew: a line above them, in the room kept for it. */
function offer(kind, text) {
  for (const list of document.querySelectorAll(`[data-live~="${kind}"]`)) {
    const place = list.querySelector("[data-live-offer]");
    if (!place) continue;
    place.replaceChildren();
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = text;
    place.append(link);
    place.hidden = false;
  }
}

function heard(kind, event) {
  const data = JSON.parse(event.data);
  if (kind === "pass") {
    offer("pass", data.text);
    return;
  }
  if (seen[kind].has(data.key)) return;
  seen[kind].add(data.key);
  count += 1;
  badge(data.count.replace("%(n)s", String(count)));
  offer(kind, data.count.replace("%(n)s", String(count)));
  say(data.text);
  document.dispatchEvent(new CustomEvent(`forestall:${kind}`, { detail: data }));
}

let lost = false;
let waiting = 0;

/** Whether the service answers: said above the page when it does not, and taken back when it does. */
function connected(is) {
  clearTimeout(waiting);
  lost = !is;
  for (const place of document.querySelectorAll("[data-live-lost]")) place.hidden = is;
}

/** A stream that breaks comes back by itself: only one that stays away is told. */
function broken() {
  clearTimeout(waiting);
  waiting = setTimeout(() => connected(false), 2000);
}

/** A form is not sent into the void, where the browser would show its own error in its place. */
async function held(event) {
  if (!lost || event.target.method !== "post") return;
  event.preventDefault();
  const answer = await fetch("/static/icon.svg", { cache: "no-store" }).catch(() => null);
  connected(answer !== null);
  if (answer) event.target.requestSubmit(event.submitter);
  else document.querySelector("[data-live-lost]")?.scrollIntoView({ block: "center" });
}

/** A stream that was refused stays closed: the browser itself comes again only when one breaks. */
async function refused() {
  const enough = new AbortController();
  const answer = await fetch("/live", { signal: enough.signal }).catch(() => null);
  enough.abort();
  if (answer?.status === 401) clear();
  else listen();
}

function listen() {
  const source = new EventSource("/live");
  for (const kind of ["alert", "finding", "pass"]) source.addEventListener(kind, (event) => heard(kind, event));
  watch(source);
  source.addEventListener("open", () => connected(true));
  source.addEventListener("error", () => {
    broken();
    if (source.readyState === EventSource.CLOSED) setTimeout(refused, AGAIN);
  });
  addEventListener("pagehide", () => source.close());
}

/** Listen as long as the page is open. */
export function start() {
  if (!("EventSource" in globalThis)) return;
  listen();
  document.addEventListener("htmx:error", broken);
  document.addEventListener("submit", held);
}
