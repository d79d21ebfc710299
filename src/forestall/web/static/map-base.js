/* What lies below the map: lands of the world, shapes of the place, or the place's tiles, dressed in the house's colours.

Names stand on the map by the machine's own letters: no font is asked of anybody. */

import { vendor } from "/static/vendor.js";

const WORLD = "/static/vendor/world-50m.json";
const VECTOR = 1; // PMTiles 3, tile type
/** What layers of tiles are, by their names in the schemas of Protomaps and OpenMapTiles; null: not drawn. */
const MEANT = {
  earth: "land", landcover: "green", park: "green", natural: "green", landuse: "use", aeroway: "use",
  water: "water", waterway: "water", physical_line: "water", buildings: "building", building: "building",
  roads: "road", transportation: "road", transit: "road", boundaries: "border", boundary: "border",
  transportation_name: "street", places: "name", place: "name",
  pois: null, poi: null, housenumber: null, mountain_peak: null, aerodrome_label: null, water_name: null, physical_point: null, mask: null,
};
const ORDER = ["land", "green", "use", "water", "building", "plain", "road", "border", "street", "name"];

const of = (...kinds) => ["in", ["geometry-type"], ["literal", kinds.flatMap((kind) => [kind, `Multi${kind}`])]];
const kind = ["to-string", ["coalesce", ["get", "kind"], ["get", "class"], ""]];

/** One colour with a share of another. */
function mixed(first, second, share) {
  const parts = [first, second].map((colour) => {
    const digits = colour.slice(1);
    const each = digits.length === 3 ? 1 : 2;
    return [0, 1, 2].map((i) => Number.parseInt(digits.slice(i * each, (i + 1) * each).repeat(3 - each), 16));
  });
  return `rgb(${parts[0].map((one, i) => Math.round(one + (parts[1][i] - one) * share)).join(",")})`;
}

/** The name of a feature in the reader's language, or as it is called there. */
function named() {
  const [language] = document.documentElement.lang.split("-");
  const wanted = [`name:${language}`, ...(language === "zh" ? ["name:zh-Hans"] : []), `name_${language}`, "name"];
  return ["coalesce", ...wanted.map((each) => ["get", each]), ""];
}

function lettered(layout, colours) {
  return {
    type: "symbol",
    layout: { "text-field": named(), "text-font": ["sans-serif"], "text-size": 12, "text-max-width": 8, ...layout },
    paint: { "text-color": colours.quiet, "text-halo-color": colours.paper, "text-halo-width": 1.4 },
  };
}

/** The looks of a layer of tiles: parts as MapLibre takes them. */
function looks(meant, c) {
  const fill = (colour, more = {}) => ({ type: "fill", filter: of("Polygon"), paint: { "fill-color": colour }, ...more });
  const line = (paint, more = {}) => ({ type: "line", filter: of("LineString"), layout: { "line-join": "round", "line-cap": "round" }, paint, ...more });
  const water = mixed(c.sheet, c.accent, 0.2);
  const green = mixed(c.sheet, c.calm, 0.12);
  const wide = (at) => ["match", kind, ["highway", "motorway"], 3.2 * at, ["major_road", "trunk", "primary", "secondary"], 2.2 * at, ["rail", "ferry", "path", "track"], 0.5 * at, at];
  return {
    land: () => [fill(c.sheet)],
    green: () => [fill(green)],
    use: () => [fill(["match", kind, ["park", "forest", "wood", "grass", "cemetery", "nature_reserve", "national_park", "protected_area"], green, mixed(c.sheet, c.quiet, 0.08)])],
    water: () => [fill(water), line({ "line-color": water, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.6, 14, 2] })],
    building: () => [fill(mixed(c.sheet, c.ink, 0.1), { minzoom: 13 })],
    plain: () => [
      fill(mixed(c.sheet, c.quiet, 0.1)),
      line({ "line-color": c.edge, "line-width": 1 }),
      { type: "circle", filter: of("Point"), paint: { "circle-radius": 2.5, "circle-color": c.edge } },
    ],
    road: () => [line({ "line-color": mixed(c.sheet, c.ink, 0.28), "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 6, wide(0.3), 12, wide(0.8), 17, wide(3)] })],
    border: () => [line({ "line-color": c.quiet, "line-width": 1, "line-dasharray": [4, 2] })],
    street: () => [{ ...lettered({ "symbol-placement": "line", "text-size": 11 }, c), filter: of("LineString"), minzoom: 13 }],
    name: () => [{
      ...lettered({
        "text-size": ["match", kind, ["country"], 15, ["region", "state"], 13, ["city", "town", "locality"], 14, 12],
        "symbol-sort-key": ["to-number", ["coalesce", ["get", "sort_key"], ["get", "rank"], ["get", "min_zoom"]], 0],
      }, c),
      filter: of("Point"),
    }],
  }[meant]();
}

/** Layers of vector tiles as their archive names them; a name that nobody knows is drawn plainly. */
function tiled(names, c) {
  const known = names.map((name) => [name, Object.hasOwn(MEANT, name) ? MEANT[name] : "plain"]).filter(([, meant]) => meant);
  if (names.includes("roads")) known.push(["roads", "street"]);
  known.sort((one, other) => ORDER.indexOf(one[1]) - ORDER.indexOf(other[1]));
  return known.flatMap(([name, meant]) =>
    looks(meant, c).map((look, i) => ({ id: `ground-${name}-${meant}-${i}`, source: "ground", "source-layer": name, ...look })),
  );
}

function square([west, south, east, north]) {
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
}

/** The archive of a place; beyond its bounds nothing is known, so nothing is drawn. */
async function archive(library, address) {
  const tools = (await vendor("pmtiles"))?.default;
  if (!tools) throw new Error("there is no library for tiles");
  const found = new tools.PMTiles(new URL(address, location.href).href);
  const [header, told] = await Promise.all([found.getHeader(), found.getMetadata()]);
  const protocol = new tools.Protocol();
  protocol.add(found);
  library.addProtocol("pmtiles", protocol.tile);
  const url = `pmtiles://${found.source.getKey()}`;
  const vector = header.tileType === VECTOR;
  const bounds = [header.minLon, header.minLat, header.maxLon, header.maxLat];
  const names = (told.vector_layers || []).map((each) => each.id);
  return {
    told: new DOMParser().parseFromString(String(told.attribution || ""), "text/html").body.textContent.trim(),
    sources: { covered: { type: "geojson", data: square(bounds) }, ground: vector ? { type: "vector", url } : { type: "raster", url, tileSize: 256 } },
    layers: (c) => [
      { id: "sea", type: "background", paint: { "background-color": c.paper } },
      { id: "land", type: "fill", source: "covered", paint: { "fill-color": c.sheet } },
      ...(vector ? tiled(names, c) : [{ id: "ground-image", type: "raster", source: "ground", paint: { "raster-saturation": -0.4 } }]),
    ],
  };
}

/** Shapes of lands; those of the world are drawn for 1 : 50 million and say nothing of a town, so they fade. */
function lands(data) {
  const fading = (near, far) => (data === WORLD ? ["interpolate", ["linear"], ["zoom"], 7, near, 9.5, far] : near);
  return {
    told: "",
    sources: { world: { type: "geojson", data } },
    layers: (c) => [
      { id: "sea", type: "background", paint: { "background-color": fading(mixed(c.sheet, c.accent, 0.12), c.sheet) } },
      { id: "land", type: "fill", source: "world", paint: { "fill-color": c.sheet } },
      { id: "borders", type: "line", source: "world", paint: { "line-color": c.rule, "line-width": 1, "line-opacity": fading(1, 0) } },
    ],
  };
}

/** What lies below a map: its sources, its layers in given colours, and whom it comes from. */
export async function ground(library, base) {
  if (!base) return lands(WORLD);
  if (!new URL(base, location.href).pathname.endsWith(".pmtiles")) return lands(base);
  try {
    return await archive(library, base);
  } catch (error) {
    console.warn(`base map: ${error.message}`);
    return lands(WORLD);
  }
}
