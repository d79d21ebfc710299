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
        "min-zoomed-font-size": 9,
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
        width: 1,
        opacity: 0.4,
        "line-color": theme.edge,
        "target-arrow-color": theme.edge,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.8,
        "curve-style": "bezier",
      },
    },
    ...levels,
    { selector: "node.dim", style: { opacity: 0.25 } },
    { selector: "edge.dim", style: { opacity: 0.08 } },
    { selector: "edge.near", style: { opacity: 1, width: 2, "line-color": theme.accent, "target-arrow-color": theme.accent } },
    {
      selector: ".named",
      style: { "min-zoomed-font-size": 0, "text-background-color": theme.map, "text-background-opacity": 0.85, "z-index": 9 },
    },
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

const LETTER = 6.2; // width of a letter of a name on the screen, about [px]
const LINE = 16; // height that a name takes on the screen [px]
const NAMED = 24; // names at most, when all of them would lie over each other

/** Names where there is room for them: of what most others need first; the rest come with zooming in and pointing. */
function nameTheMost(graph) {
  const taken = [];
  const free = (box) => taken.every((each) => box.x2 < each.x1 || box.x1 > each.x2 || box.y2 < each.y1 || box.y1 > each.y2);
  const ranked = graph.nodes().toArray().sort((a, b) => b.degree() - a.degree() || (a.id() < b.id() ? -1 : 1));
  graph.batch(() => {
    graph.nodes().removeClass("named");
    for (const node of ranked) {
      const { x, y } = node.renderedPosition();
      const half = Math.min(node.data("label").length * LETTER, 110) / 2 + 4;
      const lines = Math.ceil((node.data("label").length * LETTER) / 110);
      const box = { x1: x - half, x2: x + half, y1: y, y2: y + LINE * (lines + 1) };
      if (taken.length >= NAMED || !free(box)) continue;
      taken.push(box);
      node.addClass("named");
    }
  });
}

/** Letters of the same size on the screen however far the picture is zoomed out. */
function keepReadable(graph) {
  const size = () => {
    const near = Math.max(1, 1 / graph.zoom());
    graph.batch(() => graph.nodes(".named").style({ "font-size": 11 * near, "text-max-width": `${110 * near}px` }));
  };
  nameTheMost(graph);
  size();
  graph.on("zoom", size);
  graph.on("mouseover", "node", (event) => {
    const near = event.target.closedNeighborhood();
    graph.elements().not(near).addClass("dim");
    near.edges().addClass("near");
  });
  graph.on("mouseout", "node", () => graph.elements().removeClass("dim near"));
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
  if (graph.nodes().length > NAMED) keepReadable(graph);
  element.graph = graph;
  element.dispatchEvent(new CustomEvent("forestall:graph", { bubbles: true, detail: graph }));
  return true;
}
