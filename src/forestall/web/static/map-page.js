/* The map page: layers that are switched, incidents over time, the link that shares it, a place for a release. */

import { attach, clock } from "/static/map-layers.js";

const asked = () => new URL(location.href);

function keep(change) {
  const here = asked();
  change(here.searchParams);
  history.replaceState(null, "", here);
}

/** Checkboxes switch layers; what is on stands in the address. */
function switches(element, layers) {
  const form = element.querySelector("[data-layers]");
  if (!form) return;
  for (const box of form.querySelectorAll("input[name=layer]")) {
    if (box.checked) layers.show(box.value);
    box.addEventListener("change", () => {
      layers.show(box.value, box.checked);
      keep((query) => {
        query.delete("layer");
        query.set("shown", "1");
        for (const each of form.querySelectorAll("input[name=layer]:checked")) query.append("layer", each.value);
      });
    });
  }
  const copy = form.querySelector("[data-copy]");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    copy.textContent = copy.dataset.copied;
  });
}

/** Where one looks stands in the address too: `at=lon,lat,zoom`, or the box of a reader without scripts. */
function look(map) {
  const numbers = (name) => (asked().searchParams.get(name) || "").split(",").map(Number).filter(Number.isFinite);
  const found = numbers("at");
  const [west, south, east, north] = numbers("bbox");
  if (north !== undefined) map.fitBounds([[west, south], [east < west ? east + 360 : east, north]], { animate: false });
  else if (found.length === 3) map.jumpTo({ center: [found[0], found[1]], zoom: found[2] });
  map.on("moveend", () => {
    const { lng, lat } = map.getCenter();
    keep((query) => {
      query.delete("bbox");
      query.set("at", `${lng.toFixed(4)},${lat.toFixed(4)},${map.getZoom().toFixed(2)}`);
    });
  });
}

/** Two ends of time: incidents between them are on the map. */
async function course(element, layers) {
  const [from, until] = ["[data-from]", "[data-until]"].map((each) => element.querySelector(each));
  if (!from) return;
  const times = await layers.times();
  if (!times) return;
  element.querySelector(".sliders").hidden = false;
  const moment = clock(element.dataset.zone);
  const at = (end) => times.low + ((times.high - times.low) * Number(end.value)) / 480;
  const bars = element.querySelectorAll(".bars rect");
  const tell = () => {
    const [low, high] = [Math.min(at(from), at(until)), Math.max(at(from), at(until))];
    element.querySelector("[data-from-said]").textContent = moment(at(from));
    element.querySelector("[data-until-said]").textContent = moment(at(until));
    element.querySelector("[data-number]").textContent = new Intl.NumberFormat(document.documentElement.lang).format(
      layers.between(low, high),
    );
    for (const bar of bars) {
      const middle = times.low + ((times.high - times.low) * (Number(bar.getAttribute("x")) + 5)) / 480;
      bar.classList.toggle("is-out", middle < low || middle > high);
    }
  };
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      tell();
    });
  };
  const kept = (asked().searchParams.get("time") || "").split(",").map(Number);
  if (kept.length === 2 && kept.every(Number.isFinite)) [from.value, until.value] = kept;
  for (const each of [from, until]) {
    each.addEventListener("input", later);
    each.addEventListener("change", () => keep((query) => query.set("time", `${from.value},${until.value}`)));
  }
  tell();
}

/** A click on the map is where the release is. */
function drop(element, host, map) {
  const form = element.querySelector("[data-ask]");
  const button = form?.querySelector("[data-drop]");
  if (!button) return;
  form.querySelector("[data-drop-row]").hidden = false;
  const set = (on) => {
    button.setAttribute("aria-pressed", String(on));
    host.classList.toggle("is-dropping", on);
    host.dropping = on;
  };
  button.addEventListener("click", () => set(button.getAttribute("aria-pressed") !== "true"));
  map.on("click", ({ lngLat }) => {
    if (!host.dropping) return;
    form.elements.site.value = "";
    form.elements.lon.value = lngLat.lng.toFixed(5);
    form.elements.lat.value = lngLat.lat.toFixed(5);
    set(false);
    if (form.elements.substance.value) form.requestSubmit();
    else form.elements.substance.focus();
  });
}

async function begin(element, host, map, tools) {
  const layers = attach(map, host, { ...tools, zone: element.dataset.zone, gone: element.dataset.gone });
  if ("whatIf" in element.dataset) {
    await layers.show("sites");
    layers.zones(await tools.json(host.dataset.src));
  } else {
    look(map);
    switches(element, layers);
    const site = asked().searchParams.get("site");
    if (site) layers.fly(site);
    for (const link of document.querySelectorAll("[data-fly]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        layers.fly(link.dataset.fly);
        host.scrollIntoView({ block: "nearest" });
      });
    }
    await course(element, layers);
  }
  drop(element, host, map);
  await layers.ready();
  host.dataset.ready = "";
}

export function start(element, tools) {
  const host = element.querySelector(".map-host");
  if (host.map) begin(element, host, host.map, tools);
  else host.addEventListener("forestall:map", (event) => begin(element, host, event.detail, tools), { once: true });
}
