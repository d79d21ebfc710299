/* Maps: sources and layers as MapLibre takes them, over the lands of the world; nothing is asked of any other site. */

import { vendor } from "/static/vendor.js";

/** The land below everything else; a place's own base map replaces it. */
function ground(theme, base) {
  return {
    version: 8,
    sources: { world: { type: "geojson", data: base || "/static/vendor/world-50m.json" } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": theme.map } },
      { id: "land", type: "fill", source: "world", paint: { "fill-color": theme.sheet } },
      { id: "borders", type: "line", source: "world", paint: { "line-color": theme.rule, "line-width": 1 } },
    ],
  };
}

/** Draw a map into a host: `{sources, layers, bounds, base?}`; false when the library is not there. */
export async function start(element, { data, drawn, theme, reduced }) {
  const library = await vendor("maplibre");
  if (!library || !data) return false;
  library.setWorkerUrl(new URL("/static/vendor/maplibre-gl-worker.js", location.href).href);
  const look = ground(theme(), data.base);
  const map = new library.Map({
    container: drawn,
    style: { ...look, sources: { ...look.sources, ...data.sources }, layers: [...look.layers, ...(data.layers || [])] },
    bounds: data.bounds,
    fitBoundsOptions: { padding: 40, animate: false },
    attributionControl: false,
    fadeDuration: reduced ? 0 : 200,
  });
  map.addControl(new library.NavigationControl({ visualizePitch: false }));
  map.addControl(new library.ScaleControl({ unit: "metric" }));
  new ResizeObserver(() => map.resize()).observe(drawn);
  await new Promise((done) => map.once("load", done));
  element.map = map;
  element.dispatchEvent(new CustomEvent("forestall:map", { bubbles: true, detail: map }));
  return true;
}
