/* Maps: sources and layers as MapLibre takes them, over the base map; nothing is asked of any other site. */

import { ground } from "/static/map-base.js";
import { vendor } from "/static/vendor.js";

/** The ground in the colours as they now are. */
function follow(map, below, theme) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const { id, paint } of below.layers(theme())) {
      for (const [name, value] of Object.entries(paint)) map.setPaintProperty(id, name, value);
    }
  });
}

/** Whom the base map comes from, beside the word on boundaries. */
function credit(element, told) {
  const name = document.createElement("bdi");
  name.textContent = told;
  element.querySelector(":scope > .note")?.append(" ", name);
}

/** Draw a map into a host: `{sources, layers, bounds, base?, words?}`; false when the library is not there. */
export async function start(element, { data, drawn, plain, theme, reduced }) {
  const library = await vendor("maplibre");
  if (!library || !data) return false;
  library.setWorkerUrl(new URL("/static/vendor/maplibre-gl-worker.js", location.href).href);
  const below = await ground(library, data.base);
  const map = new library.Map({
    container: drawn,
    style: {
      version: 8,
      sources: { ...below.sources, ...data.sources },
      layers: [...below.layers(theme()), ...(data.layers || [])],
    },
    bounds: data.bounds,
    fitBoundsOptions: { padding: 40, animate: false },
    attributionControl: false,
    dragRotate: false,
    touchPitch: false,
    locale: data.words,
    fadeDuration: reduced ? 0 : 200,
  });
  if (below.told) credit(element, below.told);
  map.touchZoomRotate.disableRotation(); // north is up, as on the drawing without scripts
  map.keyboard.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }));
  map.addControl(new library.ScaleControl({ unit: "metric" }));
  new ResizeObserver(() => map.resize()).observe(drawn);
  follow(map, below, theme);
  await new Promise((done) => map.once("load", done));
  if (plain) plain.inert = true; // nobody should go through the links of a picture that is not seen
  element.map = map;
  element.dispatchEvent(new CustomEvent("forestall:map", { bubbles: true, detail: map }));
  return true;
}
