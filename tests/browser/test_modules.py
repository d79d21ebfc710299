"""The modules that draw, each in a host of the kind that pages have: under the strict policy, without the outside."""

from playwright.sync_api import Page, expect

_MOUNT = """async ([name, data]) => {
  const host = document.createElement('figure');
  host.className = name === 'chart' ? 'chart' : `${name}-host`;
  host.innerHTML = '<figcaption>A picture</figcaption><div class="plain">as words</div><div class="drawn"></div>';
  document.querySelector('main').prepend(host);
  const module = await import(`/static/${name}.js`);
  const style = getComputedStyle(document.documentElement);
  const colours = () => Object.fromEntries(['paper','sheet','ink','quiet','rule','edge','accent','high','raised','calm',
    'none','map','route'].map((each) => [each, style.getPropertyValue(`--${each}`)]));
  const drawn = host.querySelector('.drawn');
  const done = await module.start(host, { data, drawn, theme: colours, reduced: true });
  return [done, drawn.querySelectorAll('canvas').length];
}"""


def test_a_chart_is_drawn_in_the_house_style_and_has_a_name(tab: Page) -> None:
    tab.goto("/help")
    option = {
        "xAxis": {"type": "category", "data": ["a", "b"]},
        "yAxis": {"type": "value"},
        "series": [{"type": "bar", "data": [1, 2]}],
        "tooltip": {"trigger": "axis"},
    }
    done, canvases = tab.evaluate(_MOUNT, ["chart", option])
    assert done
    assert canvases == 1
    tab.locator(".drawn canvas").hover()
    expect(tab.get_by_role("img", name="A picture")).to_be_visible()


def test_a_graph_is_drawn_and_can_be_asked(tab: Page) -> None:
    tab.goto("/help")
    elements = [{"data": {"id": "a", "label": "A", "level": "high"}}, {"data": {"id": "b", "label": "B"}}]
    edge = {"data": {"id": "e", "source": "a", "target": "b"}}
    done, canvases = tab.evaluate(_MOUNT, ["graph", {"elements": [*elements, edge], "layout": {"name": "grid"}}])
    assert done
    assert canvases >= 1
    assert tab.evaluate("document.querySelector('.graph-host').graph.nodes().length") == 2


def test_a_map_is_drawn_with_its_worker_from_this_site(tab: Page) -> None:
    tab.goto("/help")
    done, canvases = tab.evaluate(_MOUNT, ["map", {"bounds": [[-9, 40], [-8, 41]], "sources": {}, "layers": []}])
    assert done
    assert canvases == 1


def test_without_a_library_the_words_stay(tab: Page) -> None:
    tab.route("**/static/vendor/echarts.js", lambda route: route.fulfill(status=200, content_type="text/css", body=""))
    tab.goto("/help")
    assert tab.evaluate("import('/static/vendor.js').then((m) => m.vendor('uplot')).then((u) => typeof u.default)") == (
        "function"
    )
