/* Choosing a place on the map: a click writes its position into the fields, typed positions move the mark. */

import { start as startMap } from "/static/map.js";

const MARK = "chosen-place";

export async function start(element, given) {
  const colours = given.theme();
  const form = element.closest("form");
  const [lon, lat] = ["lon", "lat"].map((name) => form.elements.namedItem(name));
  const layers = [
    { id: "site-points", type: "circle", source: "sites", paint: { "circle-radius": 4, "circle-color": colours.accent } },
    { id: MARK, type: "circle", source: MARK, paint: { "circle-radius": 9, "circle-color": colours.high, "circle-stroke-width": 2, "circle-stroke-color": colours.paper } },
  ];
  const place = () => {
    const at = [lon.value, lat.value].map((text) => Number(text.replace(",", ".")));
    const there = lon.value.trim() !== "" && lat.value.trim() !== "" && at.every(Number.isFinite);
    return { type: "FeatureCollection", features: there ? [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } }] : [] };
  };
  const sources = { ...given.data.sources, [MARK]: { type: "geojson", data: place() } };
  if (!(await startMap(element, { ...given, data: { ...given.data, sources, layers } }))) return false;
  const show = () => element.map.getSource(MARK).setData(place());
  element.map.getCanvas().setAttribute("aria-label", element.querySelector("figcaption").textContent);
  element.map.on("click", (event) => {
    lon.value = event.lngLat.lng.toFixed(5);
    lat.value = event.lngLat.lat.toFixed(5);
    show();
  });
  for (const field of [lon, lat]) field.addEventListener("change", show);
  return true;
}
