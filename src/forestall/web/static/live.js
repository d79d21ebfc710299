/* New alerts and findings as they come: a count in the head and a sentence for readers of the screen; nothing moves. */

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

/** Listen; the browser itself comes again when the stream breaks. */
export function start() {
  if (!("EventSource" in globalThis)) return;
  const source = new EventSource("/live");
  for (const kind of ["alert", "finding", "pass"]) source.addEventListener(kind, (event) => heard(kind, event));
  addEventListener("pagehide", () => source.close());
}
