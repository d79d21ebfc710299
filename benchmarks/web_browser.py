"""What a browser gets and draws of a large place: `python benchmarks/web_browser.py [STATE]`.

`forestall serve` on the state of the large place (`_large.py`), a new Chromium without anything in its cache for every
page. First contentful paint as the browser says it; bytes of all bodies as the service's log says them, for of what
workers fetch (of the map the lands and the worker itself) the browser tells nothing. On the map
50,000 points are on, the map is pulled to and fro, and the time of each frame is taken; this machine has no graphics
processor, so that Chromium draws by software on the same two cores: the same pulling without the points stands beside.
Bars: first contentful paint 1 s, first visit 700 KB, of the map 1.5 MB.
"""

import json
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from _large import held, large
from web_users import at, started

CHROMIUM = "/usr/bin/chromium"
VISITS = 5
PAGES = ("/", "/map", "/queue", "/register", "/network", "/plan", "/sites", "/obligations")
FRAMES = """async () => {
  const map = document.querySelector('.map-host').map;
  const rest = () => new Promise((done) => map.loaded() && map.areTilesLoaded() ? done() : map.once('idle', done));
  await rest();
  const took = [];
  let last = 0, on = true;
  const frame = (now) => { if (last) took.push(now - last); last = now; if (on) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  for (const [x, y] of [[300, 0], [0, 200], [-300, 0], [0, -200], [200, 150], [-200, -150]]) {
    map.panBy([x, y], { duration: 800, easing: (t) => t });
    await new Promise((done) => map.once('moveend', done));
  }
  on = false;
  return took;
}"""
LONG = """() => { window.long = []; new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.long.push(each.duration); }).observe({ type: 'longtask' }); }"""


def visit(browser: Browser, site: str, path: str, log: Path) -> tuple[float, int, int, str]:
    """A first visit: first contentful paint [ms], bytes, requests, the largest."""
    before = log.stat().st_size
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.requestWillBeSent", lambda told: names.update({told["requestId"]: told["request"]["url"]}))
    wire.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    page.goto(path, wait_until="load")
    if path == "/map":
        page.wait_for_selector(".map-host[data-ready]", timeout=60_000)
    page.wait_for_timeout(1500)
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN")
    context.close()
    by_size = sorted(((size, names.get(each, "?")) for each, size in sizes.items()), reverse=True)
    largest = ", ".join(f"{urlsplit(url).path} {size // 1000}" for size, url in by_size[:6])
    with log.open("rb") as told:
        told.seek(before)
        sent = [json.loads(line)["bytes"] for line in told if b'"event": "request"' in line]
    return paint, sum(sent), len(sent), largest


def pulled(browser: Browser, site: str, layers: str) -> tuple[list[float], list[float], int]:
    """Time of each frame while the map is pulled [ms], tasks over 50 ms, points on the map."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"/map?shown=1&{layers}", wait_until="load")
    page.wait_for_selector(".map-host[data-ready]", timeout=120_000)
    page.evaluate(LONG)
    took = page.evaluate(FRAMES)
    long, points = page.evaluate("window.long"), _points(page)
    context.close()
    return took, long, points


def _points(page: Page) -> int:
    return int(page.evaluate("Number(document.querySelector('.map-host').dataset.incidents || 0)"))


def main() -> None:
    """Measure and print."""
    with large(sys.argv[1] if len(sys.argv) > 1 else None) as (state, _), held(state):
        log = state.parent / "log"
        process, port = started(state, log)
        try:
            looked(f"http://127.0.0.1:{port}", log)
        finally:
            process.terminate()
            process.wait(30)


def looked(site: str, log: Path) -> None:
    """First visits, and frames of the map."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for path in PAGES:
            visits = [visit(browser, site, path, log) for _ in range(VISITS)]
            paints = [each[0] for each in visits]
            _, size, count, largest = visits[-1]
            print(
                f"{path:14} first contentful paint {statistics.median(paints):.0f} ms in the median, "
                f"{max(paints):.0f} at most of {VISITS}; {size / 1e3:.0f} KB in {count} requests: {largest}"
            )
        for name, layers in (("50,000 points", "layer=incidents"), ("no points", "layer=alerts")):
            began = time.perf_counter()
            took, long, points = pulled(browser, site, layers)
            print(
                f"map with {name} ({points} of them): {len(took)} frames, {statistics.median(took):.0f} ms in the "
                f"median, {at(0.95, took):.0f} at 95 of 100, {max(took):.0f} at most; {len(long)} tasks over 50 ms, "
                f"the longest {max(long, default=0):.0f} ms; {time.perf_counter() - began:.0f} s in all"
            )
        browser.close()


if __name__ == "__main__":
    main()
