/* Libraries that the build brought along. One that is not there is null: pages then keep what they show without it. */

const FILES = {
  echarts: "echarts.js",
  maplibre: "maplibre-gl.js",
  cytoscape: "cytoscape.js",
  uplot: "uplot.js",
  pmtiles: "pmtiles.js",
};
const loaded = new Map();

/** A library by its name, or null. */
export function vendor(name) {
  if (!loaded.has(name)) loaded.set(name, import(`/static/vendor/${FILES[name]}`).catch(() => null));
  return loaded.get(name);
}
