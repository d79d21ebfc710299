/* The hours after a failure on the picture, and sites that fail or are mended by a click. */

function toggled(site) {
  const asked = new URL(location.href);
  const failing = asked.searchParams.getAll("fail");
  asked.searchParams.delete("fail");
  asked.searchParams.delete("add");
  const rest = failing.includes(site) ? failing.filter((each) => each !== site) : [...failing, site];
  for (const each of rest) asked.searchParams.append("fail", each);
  return asked;
}

function show(graph, times, step, said) {
  graph.batch(() => {
    for (const node of graph.nodes()) node.data("level", node.data("steps")[step]);
  });
  if (said) said.textContent = times[step];
}

export function start(element, { json }) {
  const slider = element.querySelector("#hour");
  const said = element.querySelector("#hour-said");
  const host = element.querySelector(".graph-host");
  element.querySelector(".hour").hidden = false;
  let drawn = null;
  const tell = () => drawn && show(drawn.graph, drawn.times, Number(slider?.value ?? 0), said);
  host.addEventListener("forestall:graph", async (event) => {
    const data = await json(host.dataset.src);
    drawn = { graph: event.detail, times: data.times };
    tell();
    if (!data.grouped) event.detail.on("tap", "node", (tapped) => location.assign(toggled(tapped.target.id())));
  });
  slider?.addEventListener("input", tell);
}
