// Small helps on a page that is whole without them: filter by field, sort tables, zoom the map, show layers.
"use strict";

const all = (what, from = document) => Array.from(from.querySelectorAll(what));
const make = (name, text, values = {}) => Object.assign(document.createElement(name), { textContent: text }, values);

function filter() {
  const bar = document.querySelector("[data-filter]");
  if (!bar) return;
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const picked = event.target.closest("[data-pick]");
    if (!picked) return;
    const field = picked.dataset.pick;
    all("[data-pick]", bar).forEach((each) => each.setAttribute("aria-pressed", String(each === picked)));
    all("main [data-field]").forEach((each) => each.toggleAttribute("data-off", field !== "" && each.dataset.field !== field));
    bar.querySelector("[data-said]").textContent = field ? `Only ${field}; sums are still over all fields.` : "";
  });
}

function compare(kind, way) {
  return (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    return way * (kind === "number" ? Number(a) - Number(b) : a.localeCompare(b));
  };
}

function sortable(table) {
  const body = table.tBodies[0];
  const value = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
  all("thead th[data-sort]", table).forEach((head) => {
    const button = make("button", "", { type: "button" });
    const label = Array.from(head.childNodes).find((node) => node.nodeType === 3 && node.textContent.trim());
    label.replaceWith(button);
    button.append(label);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      all("[aria-sort]", table).forEach((each) => each.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const order = compare(head.dataset.sort, up ? 1 : -1);
      const usable = (text) => (text === "nan" || text === "inf" ? "" : text);
      const rows = Array.from(body.rows);
      rows.sort((a, b) => order(usable(value(a, head.cellIndex)), usable(value(b, head.cellIndex))));
      body.append(...rows);
    });
  });
}

function zoomable(frame) {
  const map = frame.querySelector("svg");
  const whole = map.getAttribute("viewBox").split(" ").map(Number);
  const base = Number(getComputedStyle(map).getPropertyValue("--s")) || 1;
  let [x, y, width] = whole;
  const apply = () => {
    const height = (width * whole[3]) / whole[2];
    x = Math.min(Math.max(x, 0), whole[2] - width);
    y = Math.min(Math.max(y, 0), whole[3] - height);
    map.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    map.style.setProperty("--s", base * Math.sqrt(width / whole[2]) ** 1.4);
    frame.classList.toggle("zoomed", width < whole[2]);
    map.querySelector("[data-fixed]").toggleAttribute("data-off", width < whole[2]);
  };
  const zoom = (factor) => {
    const next = Math.min(Math.max(width * factor, whole[2] / 16), whole[2]);
    x += (width - next) / 2;
    y += ((width - next) * whole[3]) / whole[2] / 2;
    width = next;
    apply();
  };
  if (frame.dataset.map !== "whole") return;
  const tools = make("div", "", { className: "tools" });
  for (const [text, name, act] of [
    ["+", "Zoom in", () => zoom(0.6)],
    ["−", "Zoom out", () => zoom(1 / 0.6)],
    ["Whole", "Show the whole map", () => zoom(16)],
  ]) {
    const button = make("button", text, { type: "button", ariaLabel: name });
    button.addEventListener("click", act);
    tools.append(button);
  }
  frame.append(tools);
  map.addEventListener("pointermove", (event) => {
    if (!event.buttons || width >= whole[2]) return;
    const scale = width / map.clientWidth;
    x -= event.movementX * scale;
    y -= event.movementY * scale;
    apply();
  });
}

function tips(frame) {
  const tip = make("div", "", { className: "tip", hidden: true });
  frame.append(tip);
  all("title", frame).forEach((title) => {
    const owner = title.parentNode;
    owner.setAttribute("aria-label", title.textContent);
    owner.dataset.tip = title.textContent;
    title.remove();
  });
  frame.addEventListener("pointerover", (event) => {
    const owner = event.target.closest("[data-tip]");
    tip.hidden = !owner;
    if (!owner) return;
    tip.textContent = owner.dataset.tip;
    const box = frame.getBoundingClientRect();
    tip.style.left = `${Math.max(Math.min(event.clientX - box.left + 12, box.width - tip.offsetWidth - 4), 4)}px`;
    const below = event.clientY - box.top + 14;
    tip.style.top = `${below + tip.offsetHeight > box.height ? Math.max(below - tip.offsetHeight - 28, 4) : below}px`;
  });
  frame.addEventListener("pointerleave", () => { tip.hidden = true; });
}

function layers(frame) {
  if (frame.dataset.map !== "whole") return;
  const box = make("fieldset", "", { className: "layers" });
  box.append(make("legend", "Show on the map", { className: "quiet" }));
  all("[data-layer]", frame).forEach((layer) => {
    if (!layer.childElementCount) return;
    const label = make("label", "");
    const tick = make("input", "", { type: "checkbox", checked: true });
    tick.addEventListener("change", () => layer.toggleAttribute("data-off", !tick.checked));
    label.append(tick, layer.dataset.layer);
    box.append(label);
  });
  frame.after(box);
}

filter();
all("table[data-sortable]").forEach(sortable);
all("[data-map]").forEach((frame) => { zoomable(frame); tips(frame); layers(frame); });
