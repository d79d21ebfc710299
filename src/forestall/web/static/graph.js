/* Graphs: nodes and edges as Cytoscape takes them, in the house's colours; levels also by shape. */

import { vendor } from "/static/vendor.js";

const SHAPES = { high: "diamond", raised: "triangle", calm: "ellipse", none: "rectangle" };

function style(theme, font) {
  const levels = Object.entries(SHAPES).map(([level, shape]) => ({
    selector: `node[level = "${level}"]`,
    style: { shape, "background-color": theme[level], "border-color": theme[level] },
  }));
  return [
    {
      selector: "node",
      style: {
        label: "data(label)",
        color: theme.ink,
        "font-family": font,
        "font-size": 11,
        "text-wrap": "wrap",
        "text-max-width": 110,
        "text-valign": "bottom",
        "text-margin-y": 4,
        width: 16,
        height: 16,
        "background-color": theme.accent,
        "border-width": 1.5,
        "border-color": theme.accent,
      },
    },
    {
      selector: "edge",
      style: {
        width: 1.2,
        "line-color": theme.edge,
        "target-arrow-color": theme.edge,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.8,
        "curve-style": "bezier",
      },
    },
    ...levels,
    { selector: ".dim", style: { opacity: 0.2 } },
    { selector: ":selected", style: { "border-width": 4, "border-color": theme.ink } },
  ];
}

/** The library brings a style of its own, which the policy of the site refuses; ours says the same (forestall.css). */
function keepOwnStyle() {
  const name = "__________cytoscape_stylesheet";
  if (document.getElementById(name)) return;
  const mark = document.createElement("template");
  mark.id = name;
  document.head.append(mark);
}

/** Draw a graph into a host: `{elements, layout?, positions?}`; false when the library is not there. */
export async function start(element, { data, drawn, theme, reduced }) {
  const library = await vendor("cytoscape");
  if (!library || !data) return false;
  keepOwnStyle();
  const colours = theme();
  const graph = library.default({
    container: drawn,
    elements: data.elements,
    style: style(colours, getComputedStyle(document.body).fontFamily),
    layout: { animate: !reduced, ...(data.layout || { name: "cose", randomize: false }) },
    minZoom: 0.1,
    maxZoom: 4,
  });
  const title = element.querySelector("figcaption");
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", title ? title.textContent.trim() : "");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    graph.style(style(theme(), getComputedStyle(document.body).fontFamily)),
  );
  element.graph = graph;
  element.dispatchEvent(new CustomEvent("forestall:graph", { bubbles: true, detail: graph }));
  return true;
}
