/* Layers of the map: their shapes as they are asked for, dressed in the house's colours; never by colour alone. */

import { vendor } from "/static/vendor.js";

const ORDER = ["population", "coverage", "dependencies", "routes", "zones", "contours", "alerts", "harm", "sites", "incidents"];
const GROUPED = { cluster: true, clusterRadius: 44, clusterMaxZoom: 15 };
const LETTERS = ["sans-serif"]; // the machine's own: no font is asked of anybody
const POWERS = [-9, "10⁻⁹", -8, "10⁻⁸", -7, "10⁻⁷", -6, "10⁻⁶", -5, "10⁻⁵", -4, "10⁻⁴", -3, "10⁻³"];
const EMPTY = { type: "FeatureCollection", features: [] };

/** The looks of a layer: parts as MapLibre takes them. */
function looks(key, c) {
  const step = (shares) => ["match", ["get", "step"], 1, shares[0], 2, shares[1], 3, shares[2], shares[3] ?? shares[2]];
  const line = (paint, more = {}) => ({ type: "line", layout: { "line-join": "round", "line-cap": "round", ...more.layout }, ...more, paint });
  const harm = (kind, colour, opacity, dash) => [
    { type: "fill", filter: ["==", ["get", "kind"], kind], paint: { "fill-color": colour, "fill-opacity": opacity } },
    { type: "line", filter: ["==", ["get", "kind"], kind], paint: { "line-color": colour, "line-width": 1.6, "line-dasharray": dash } },
  ];
  return {
    population: () => [{ type: "fill", paint: { "fill-color": c.people, "fill-opacity": step([0.06, 0.12, 0.2, 0.32]) } }],
    coverage: () => [
      { type: "fill", paint: { "fill-color": ["match", ["get", "step"], 1, c.calm, 2, c.raised, c.high], "fill-opacity": step([0.1, 0.2, 0.32]) } },
      { type: "line", filter: [">", ["get", "step"], 1], paint: { "line-color": ["match", ["get", "step"], 2, c.raised, c.high], "line-width": ["match", ["get", "step"], 2, 0.5, 1.2], "line-opacity": 0.5 } },
    ],
    dependencies: () => [line({ "line-color": c.edge, "line-width": 0.8, "line-opacity": 0.55 })],
    routes: () => [
      line({ "line-color": c.route, "line-width": 2.4 }, { filter: ["==", ["get", "mode"], "road"] }),
      line({ "line-color": c.route, "line-width": 2.4, "line-dasharray": [4, 1.6] }, { filter: ["==", ["get", "mode"], "rail"] }),
      line({ "line-color": c.route, "line-width": 2.4, "line-dasharray": [0.6, 1.8] }, { filter: ["in", ["get", "mode"], ["literal", ["water", "pipe"]]] }),
    ],
    zones: () => [
      { type: "fill", paint: { "fill-color": c.high, "fill-opacity": 0.06 } },
      { type: "line", paint: { "line-color": c.high, "line-width": 1.2 } },
    ],
    contours: () => [
      line({ "line-color": c.high, "line-width": ["interpolate", ["linear"], ["get", "level"], -9, 0.6, -5, 2.6], "line-dasharray": [3, 1, 0.5, 1] }),
      {
        type: "symbol",
        layout: { "symbol-placement": "line", "text-field": ["match", ["get", "level"], ...POWERS, ""], "text-font": LETTERS, "text-size": 12, "symbol-spacing": 400 },
        paint: { "text-color": c.high, "text-halo-color": c.paper, "text-halo-width": 1.6 },
      },
    ],
    alerts: () => [
      { type: "fill", paint: { "fill-color": c.raised, "fill-opacity": 0.01 } },
      { type: "line", paint: { "line-color": c.raised, "line-width": 1.4, "line-dasharray": [4, 2] } },
    ],
    harm: () => [
      ...harm("guideline", c.raised, 0.03, [4, 2]),
      ...harm("blast", c.accent, 0.03, [0.6, 2]),
      ...harm("flammable", c.route, 0.12, [2, 1]),
      ...harm("toxic", c.high, 0.14, [1, 0]),
      ...harm("heat", c.high, 0.14, [1, 1]),
    ],
    sites: () => [{
      type: "symbol",
      layout: {
        "icon-image": ["concat", "site/", ["get", "family"], "/", ["get", "state"]],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 6, ["+", 0.35, ["*", 0.3, ["get", "size"]]], 13, ["+", 0.75, ["*", 0.6, ["get", "size"]]]],
        "icon-allow-overlap": true,
        "symbol-sort-key": ["match", ["get", "state"], "high", 2, "raised", 1, 0],
        "text-field": ["step", ["zoom"], "", 12.5, ["get", "name"]],
        "text-font": LETTERS,
        "text-size": 12,
        "text-anchor": "top",
        "text-offset": [0, 1],
        "text-max-width": 9,
        "text-optional": true,
      },
      paint: { "text-color": c.ink, "text-halo-color": c.paper, "text-halo-width": 1.6 },
    }],
    incidents: () => [
      { type: "circle", filter: ["has", "point_count"], paint: { "circle-color": c.accent, "circle-opacity": 0.85, "circle-stroke-color": c.paper, "circle-stroke-width": 1.5, "circle-radius": ["interpolate", ["linear"], ["ln", ["get", "point_count"]], 0, 10, 10, 26] } },
      { type: "symbol", filter: ["has", "point_count"], layout: { "icon-image": ["concat", "number/", ["get", "point_count_abbreviated"]], "icon-allow-overlap": true } },
      { type: "circle", filter: ["!", ["has", "point_count"]], paint: { "circle-color": ["match", ["get", "level"], ["critical", "high"], c.high, "medium", c.raised, c.accent], "circle-radius": ["match", ["get", "level"], ["critical", "high"], 6, "medium", 5, 4], "circle-stroke-color": c.paper, "circle-stroke-width": 1.2 } },
    ],
  }[key]();
}

/** A sign drawn once, when the map first asks for it: a site's shape with its state, or a number. */
function sign(name, c) {
  const [kind, first, state] = name.split("/");
  const wide = kind === "number" ? 64 : 48;
  const canvas = new OffscreenCanvas(wide, wide);
  const pen = canvas.getContext("2d");
  pen.translate(wide / 2, wide / 2);
  if (kind === "number") {
    pen.fillStyle = c.on;
    pen.font = "600 22px sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(first, 0, 1);
  } else {
    const path = document.getElementById(`k-${first}`) || document.getElementById("k-other");
    const fill = { high: c.high, raised: c.raised }[state] || c.sheet;
    pen.lineWidth = state === "high" ? 3.5 : 2;
    pen.strokeStyle = fill;
    if (state !== "calm") {
      pen.beginPath();
      pen.arc(0, 0, 20, 0, 7);
      pen.stroke();
    }
    pen.scale(12, 12);
    pen.lineWidth = 2 / 12;
    pen.strokeStyle = state === "calm" ? c.ink : c.paper;
    pen.fillStyle = fill;
    const shape = new Path2D(path.getAttribute("d"));
    pen.fill(shape);
    pen.stroke(shape);
  }
  return pen.getImageData(0, 0, wide, wide);
}

/** Writes times [s since 1970] as the place has them, wherever the reader is. */
export function clock(zone) {
  const { lang } = document.documentElement;
  const parts = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const written = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { ...parts, timeZone: zone || undefined });
  return (time) => written.format(time * 1e3);
}

/** What is said of a feature: the words come with it, in the reader's language. */
function card({ properties: p }, moment) {
  const box = document.createElement("div");
  const head = document.createElement(p.kind && p.family ? "a" : "strong");
  if (head.href !== undefined) head.href = `/sites/${encodeURIComponent(p.id)}`;
  head.textContent = p.name || "";
  head.dir = "auto";
  box.append(head);
  for (const text of [p.family && p.kind, p.authority, p.harm, p.note, p.time && moment(p.time)]) {
    if (!text) continue;
    const row = document.createElement("div");
    row.textContent = text;
    row.dir = "auto";
    box.append(row);
  }
  return box;
}

/** Incidents as features: they are sent in columns, for there can be very many. */
function unfolded({ places, levels, place, level, older }) {
  let time = 0;
  const features = place.map((at, n) => {
    time -= older[n];
    const properties = { n, level: levels[level[n]], time };
    return { type: "Feature", geometry: { type: "Point", coordinates: places[at] }, properties };
  });
  return { ...EMPTY, features };
}

/** Layers for a map; each is fetched when it is first shown. `gone`: what is said of something that is not there. */
export function attach(map, host, { json, theme, zone, gone }) {
  const moment = clock(zone);
  const data = new Map();
  const shown = new Set();
  const pending = new Set();
  let colours = theme();
  let all = [];
  let now = all;
  map.setMissingStyleImageResolver((id) => {
    if (!map.hasImage(id)) map.addImage(id, sign(id, colours), { pixelRatio: 2 });
  });

  const ids = (key) => map.getStyle().layers.filter((each) => each.id.startsWith(`our-${key}-`)).map((each) => each.id);
  const fetched = (key) => {
    if (!data.has(key)) {
      const sent = json(`/map/layers/${key}.json`);
      data.set(key, key === "incidents" ? sent.then(unfolded) : sent);
    }
    return data.get(key);
  };
  const above = (key) => {
    for (const next of ORDER.slice(ORDER.indexOf(key) + 1)) if (ids(next).length) return ids(next)[0];
    return undefined;
  };
  function draw(key, found) {
    if (!map.getSource(key)) map.addSource(key, { type: "geojson", data: found, ...(key === "incidents" ? GROUPED : {}) });
    const before = above(key);
    looks(key, colours).forEach((each, i) => map.addLayer({ id: `our-${key}-${i}`, source: key, ...each }, before));
  }
  function hide(key) {
    for (const id of ids(key)) map.removeLayer(id);
  }
  function tell() {
    host.dataset.layers = ORDER.filter((key) => ids(key).length).join(" ");
  }
  async function show(key, on = true) {
    if (on) shown.add(key);
    else shown.delete(key);
    if (!on) {
      hide(key);
      tell();
      return;
    }
    const task = fetched(key).then((found) => {
      if (shown.has(key) && !ids(key).length) draw(key, found);
    });
    pending.add(task);
    await task.finally(() => pending.delete(task));
    tell();
  }
  map.on("click", async (event) => {
    if (host.dropping) return;
    const found = map.queryRenderedFeatures(event.point).find((each) => each.layer.id.startsWith("our-"));
    if (!found) return;
    if (found.properties.cluster_id !== undefined) {
      const zoom = await map.getSource("incidents").getClusterExpansionZoom(found.properties.cluster_id);
      map.easeTo({ center: found.geometry.coordinates, zoom });
      return;
    }
    const { n, time } = found.properties;
    const told = n === undefined ? {} : await json(`/map/incidents/${n}.json?time=${time}`).catch(() => ({ name: gone }));
    const { Popup } = await vendor("maplibre");
    const shape = { properties: { ...found.properties, ...told } };
    new Popup({ maxWidth: "22rem" }).setLngLat(event.lngLat).setDOMContent(card(shape, moment)).addTo(map);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    colours = theme();
    for (const name of map.listImages()) map.removeImage(name);
    for (const key of ORDER.filter((each) => ids(each).length)) {
      hide(key);
      data.get(key).then((found) => draw(key, found));
    }
  });

  return {
    show,
    /** When everything that is on has been drawn. */
    ready: () => Promise.all([...pending]),
    /** First and last time of the incidents; null when there are none. */
    async times() {
      const { features } = await fetched("incidents");
      if (!features.length) return null;
      all = now = features;
      const times = features.map((each) => each.properties.time);
      return { low: times.reduce((a, b) => Math.min(a, b)), high: times.reduce((a, b) => Math.max(a, b)) };
    },
    /** Only incidents between two times; how many they are. */
    between(low, high) {
      const kept = all.filter((each) => each.properties.time >= low - 0.5 && each.properties.time <= high + 0.5);
      if (kept.length !== now.length || kept[0] !== now[0]) {  // newest first, so that this tells
        map.getSource("incidents")?.setData({ ...EMPTY, features: kept });
        data.set("incidents", Promise.resolve({ ...EMPTY, features: kept }));
        now = kept;
      }
      host.dataset.incidents = String(kept.length);
      return kept.length;
    },
    /** The zones of a release, with its source. */
    zones({ zones, source }) {
      data.set("harm", Promise.resolve(zones));
      shown.add("harm");
      draw("harm", zones);
      tell();
      host.dataset.zones = String(zones.features.length);
      if (!source) return;
      vendor("maplibre").then(({ Marker }) => new Marker({ color: colours.accent }).setLngLat(source).addTo(map));
    },
    /** Go to a site and say what it is. */
    async fly(id) {
      const { features } = await fetched("sites");
      const found = features.find((each) => each.properties.id === id);
      if (!found) return;
      map.jumpTo({ center: found.geometry.coordinates, zoom: Math.max(map.getZoom(), 12) });
      const { Popup } = await vendor("maplibre");
      new Popup({ maxWidth: "22rem" }).setLngLat(found.geometry.coordinates).setDOMContent(card(found, moment)).addTo(map);
    },
  };
}
