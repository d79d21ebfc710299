/* A page whose session has ended shows no more of what it showed: nothing but what its reader had typed and not sent. */

const typed = "form textarea, form input:not([type=password], [type=hidden], [type=file], [type=checkbox], [type=radio])";
let told = null;
let ends = Infinity;
let heard = 0;
let done = false;

function line(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** What was typed and not sent, field by field. */
function kept() {
  const fields = [...document.querySelectorAll(typed)].filter((field) => field.value.trim() && field.value !== field.defaultValue);
  return fields.map((field) => {
    const area = document.createElement("textarea");
    area.readOnly = true;
    area.rows = 4;
    area.value = field.value;
    area.setAttribute("aria-label", told.typed);
    return area;
  });
}

/** Clear the page; what comes after is to sign in. */
export function clear() {
  if (done || told === null) return;
  done = true;
  const main = document.createElement("main");
  main.id = "content";
  main.dataset.ended = "";
  const link = line("a", told.action);
  link.className = "button";
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
  const fields = kept();
  if (fields.length) link.target = "_blank"; // what was typed stays on this page
  main.append(line("p", told.text), link, ...(fields.length ? [line("h2", told.typed), ...fields] : []));
  document.title = told.action;
  document.body.replaceChildren(main);
}

/** Whether the session must have ended by now: by its longest life, or because it was long not heard of. */
function look() {
  if (told === null || done) return;
  const now = Date.now();
  if (now >= ends || now - heard >= told.idle * 1000) clear();
  else setTimeout(look, Math.max(1000, Math.min(ends - now, heard + told.idle * 1000 - now)));
}

/** Watch over the session of this page, as its stream tells of it. */
export function watch(source) {
  source.addEventListener("session", (event) => {
    told = JSON.parse(event.data);
    heard = Date.now();
    ends = heard + told.ends * 1000;
    look();
  });
  source.addEventListener("here", () => {
    heard = Date.now();
  });
  source.addEventListener("ended", () => {
    source.close();
    clear();
  });
}

document.addEventListener("visibilitychange", look);
