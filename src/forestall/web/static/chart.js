/* Charts: an ECharts option as data, dressed in the house's colours; patterns and a description beside the colours. */

import { vendor } from "/static/vendor.js";

/** The house's look, under what a page asks for. Tooltips are drawn, not HTML: the policy of the site allows no inline style. */
function dressed(option, theme, reduced) {
  const text = { color: theme.ink, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  const axis = {
    axisLine: { lineStyle: { color: theme.edge } },
    axisLabel: { color: theme.quiet, hideOverlap: true },
    nameTextStyle: { color: theme.quiet },
    splitLine: { lineStyle: { color: theme.rule } },
  };
  const axes = (given) => (Array.isArray(given) ? given : given ? [given] : []).map((each) => ({ ...axis, ...each }));
  return {
    animation: !reduced,
    color: [theme.accent, theme.raised, theme.route, theme.calm, theme.high, theme.none],
    textStyle: text,
    grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
    aria: { enabled: true, label: { enabled: false }, decal: { show: option.decal !== false } },
    ...option,
    backgroundColor: "transparent",
    legend: option.legend && { textStyle: text, ...option.legend },
    tooltip: {
      backgroundColor: theme.sheet,
      borderColor: theme.edge,
      textStyle: text,
      ...option.tooltip,
      renderMode: "richText",
      confine: true,
    },
    xAxis: option.xAxis && axes(option.xAxis),
    yAxis: option.yAxis && axes(option.yAxis),
  };
}

/** Draw a chart into a host; false when the library is not there. */
export async function start(element, { data, drawn, theme, reduced }) {
  const echarts = await vendor("echarts");
  if (!echarts || !data) return false;
  const chart = echarts.init(drawn, null, { renderer: "canvas" });
  const draw = () => chart.setOption(dressed(data, theme(), reduced), { notMerge: true });
  draw();
  drawn.setAttribute("role", "img");
  const title = element.querySelector("figcaption");
  if (title) drawn.setAttribute("aria-label", title.textContent.trim());
  new ResizeObserver(() => chart.resize()).observe(drawn);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  element.chart = chart;
  return true;
}
