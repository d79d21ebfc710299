/* Keys of the queue: j k move, x ticks, Enter opens, a m s c act, u undoes, / searches, ? lists them. */

const ACTS = { a: "acknowledge", m: "merge", s: "silence", c: "compare" };

/** Ends when nothing is ticked by ticking the line one stands on; says whether anything is. */
function ticked(form, here) {
  const boxes = [...form.querySelectorAll("input[name=pick]")];
  if (!boxes.some((box) => box.checked) && here) here.querySelector("input[name=pick]").checked = true;
  return boxes.some((box) => box.checked);
}

export async function start(form) {
  const rows = [...form.querySelectorAll("tbody tr")];
  const why = form.querySelector("[name=why]");
  const said = form.querySelector("[data-queue-count]");
  const help = document.querySelector("[data-queue-help]");
  let at = -1;

  const count = () => {
    if (said) said.textContent = String(form.querySelectorAll("input[name=pick]:checked").length || "");
  };

  const go = (to) => {
    if (!rows.length) return;
    rows[at]?.classList.remove("is-here");
    at = Math.max(0, Math.min(rows.length - 1, to));
    rows[at].classList.add("is-here");
    rows[at].querySelector("th a").focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };

  const act = (doing) => {
    const button = form.querySelector(`button[name=doing][value=${doing}]`);
    if (!button || !ticked(form, rows[at])) return;
    count();
    if (doing !== "compare" && !why.value.trim()) {
      why.focus();
      form.dataset.doing = doing;
      return;
    }
    form.requestSubmit(button);
  };

  const keys = {
    j: () => go(at + 1),
    k: () => go(at < 0 ? 0 : at - 1),
    x: () => {
      const box = rows[at]?.querySelector("input[name=pick]");
      if (box) box.checked = !box.checked;
      count();
    },
    u: () => document.querySelector("[data-queue-undo]")?.requestSubmit(),
    "/": () => document.querySelector("[data-queue-search]")?.focus(),
    "?": () => help?.showModal(),
  };
  for (const [key, doing] of Object.entries(ACTS)) keys[key] = () => act(doing);

  document.addEventListener(
    "keydown",
    (event) => {
      const typing = /^(TEXTAREA|SELECT)$/.test(event.target.tagName) || (event.target.tagName === "INPUT" && event.target.type !== "checkbox");
      if (typing || event.ctrlKey || event.metaKey || event.altKey || help?.open || !Object.hasOwn(keys, event.key)) return;
      event.preventDefault();
      keys[event.key]();
    },
    true,
  );
  why?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const button = form.querySelector(`button[name=doing][value=${form.dataset.doing || "acknowledge"}]`);
    if (why.value.trim()) form.requestSubmit(button);
  });
  form.addEventListener("focusin", (event) => {
    const row = rows.indexOf(event.target.closest("tbody tr"));
    if (row < 0 || row === at) return;
    rows[at]?.classList.remove("is-here");
    at = row;
    rows[at].classList.add("is-here");
  });
  form.addEventListener("change", count);
  count();
  form.dataset.ready = "";
}
