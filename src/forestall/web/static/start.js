/* What every page runs: modules for the hosts on it, the live line, keys. Every page works without it. */

const address = new URL(import.meta.url);
const found = new Map();

/** The house's colours as they now are, by name without the dashes. */
function theme() {
  const style = getComputedStyle(document.documentElement);
  const names = ["paper", "sheet", "ink", "quiet", "rule", "strong", "edge", "accent", "high", "raised", "calm", "none", "map", "people", "route", "on"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** Data of a page; an answer that is none of ours, or no answer, is an error with a sentence. */
async function json(src) {
  const answer = await fetch(src, { headers: { accept: "application/json" }, credentials: "same-origin" });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.detail || answer.statusText);
  return body;
}

const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;

async function startHost(element) {
  const name = element.dataset.module;
  if (!/^[a-z][a-z-]*$/.test(name)) return;
  try {
    if (!found.has(name)) found.set(name, import(`/static/${name}.js`));
    const drawn = element.querySelector(".drawn");
    const plain = element.querySelector(".plain");
    const data = element.dataset.src ? await json(element.dataset.src) : null;
    if (drawn) drawn.hidden = false;
    const module = await found.get(name);
    const done = await module.start(element, { data, json, drawn, plain, theme, reduced });
    if (done === false && drawn) drawn.hidden = true;
    else if (drawn) element.classList.add("is-drawn");
  } catch (error) {
    const drawn = element.querySelector(".drawn");
    if (drawn) drawn.hidden = true;
    console.warn(`${name}: ${error.message}`);
  }
}

/** Start the hosts below an element; those that run are left alone. */
export function startHosts(root = document) {
  for (const element of root.querySelectorAll("[data-module]:not([data-started])")) {
    element.dataset.started = "";
    startHost(element);
  }
}

function keys() {
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("search")?.focus();
    }
  });
}

/** On a narrow screen the pages stand in a line that scrolls: the page that is open is brought into it. */
function showHere() {
  const line = document.querySelector("header nav");
  const here = line?.querySelector("[aria-current]");
  if (!here || line.scrollWidth <= line.clientWidth) return;
  const [outer, inner] = [line.getBoundingClientRect(), here.getBoundingClientRect()];
  line.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}

startHosts();
keys();
showHere();
/** What was in the hand before a part of the page was replaced stays in it. */
function keepPlace() {
  let held = "";
  document.addEventListener("htmx:before:swap", () => {
    held = document.activeElement?.id || held;
  });
  document.addEventListener("htmx:after:swap", () => {
    startHosts();
    if (held && (!document.activeElement || document.activeElement === document.body)) {
      document.getElementById(held)?.focus({ preventScroll: true });
    }
  });
}

keepPlace();
import(`/static/live.js`).then((live) => live.start());
