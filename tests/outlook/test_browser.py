"""The outlook opened from disk in a real browser; skipped where there is none."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forestall.outlook.context import OutlookContext
from forestall.outlook.render import render

api = pytest.importorskip("playwright.sync_api")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[object]:
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, passes: dict[str, Callable[[], OutlookContext]]) -> Path:
    """The outlooks of all passes, written to disk."""
    root = tmp_path_factory.mktemp("outlook")
    for name, make in passes.items():
        for path, content in render(make(), {}).items():
            (root / name / path).parent.mkdir(parents=True, exist_ok=True)
            (root / name / path).write_bytes(content)
    return root


@pytest.fixture
def opened(browser: object, folder: Path) -> Iterator[Callable[..., object]]:
    """Opens an outlook at a width; what the browser complained of or asked for is in `page.trouble`."""
    contexts = []

    def open_page(name: str, width: int = 1280, **options: object) -> object:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[attr-defined]
        contexts.append(context)
        page = context.new_page()
        page.trouble = []
        page.on("console", lambda message: page.trouble.append(message.text))
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("request", lambda ask: None if ask.url.startswith(("file:", "data:")) else page.trouble.append(ask.url))
        page.goto((folder / name / "index.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["rich", "empty", "nasty"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_opens_from_disk_without_complaint(opened: Callable[..., object], name: str, scheme: str) -> None:
    page = opened(name, color_scheme=scheme)
    assert page.trouble == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["rich", "empty", "nasty"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_runs_over_the_edge(opened: Callable[..., object], name: str, width: int) -> None:
    page = opened(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width  # type: ignore[attr-defined]


def test_style_and_script_are_in_force(opened: Callable[..., object]) -> None:
    page = opened("rich")
    assert page.evaluate("getComputedStyle(document.querySelector('.fields')).display") == "grid"  # type: ignore[attr-defined]
    assert page.locator("[data-filter]").is_visible()  # type: ignore[attr-defined]


def test_the_filter_leaves_one_field(opened: Callable[..., object]) -> None:
    page = opened("rich")
    page.click("[data-pick=territorial]")  # type: ignore[attr-defined]
    fields = "[...document.querySelectorAll('.fields > li')].filter(e => e.offsetParent).map(e => e.dataset.field)"
    assert page.evaluate(fields) == ["territorial"]  # type: ignore[attr-defined]


def test_a_table_is_sorted_by_its_numbers(opened: Callable[..., object]) -> None:
    page = opened("rich")
    page.locator("table.risks").first.get_by_role("button", name="Likelihood now").click()  # type: ignore[attr-defined]
    shown = "[...document.querySelector('table.risks').tBodies[0].rows].map(r => Number(r.cells[2].dataset.value))"
    ratios = page.evaluate(shown)  # type: ignore[attr-defined]
    assert ratios == sorted(ratios)


def test_the_map_zooms_and_shows_what_is_under_the_pointer(opened: Callable[..., object]) -> None:
    page = opened("rich")
    page.get_by_role("button", name="Zoom in").click()  # type: ignore[attr-defined]
    assert float(page.locator("svg.map").first.get_attribute("viewBox").split()[2]) == pytest.approx(576)  # type: ignore[attr-defined]
    page.locator(".flagged .mark").first.hover(force=True)  # type: ignore[attr-defined]
    assert page.locator(".tip:visible").count() == 1  # type: ignore[attr-defined]


def test_without_script_everything_is_there_to_read(opened: Callable[..., object]) -> None:
    page = opened("rich", java_script_enabled=False)
    assert page.locator("main section").count() == 11  # type: ignore[attr-defined]
    assert not page.locator("[data-filter]").is_visible()  # type: ignore[attr-defined]


def test_it_prints(opened: Callable[..., object]) -> None:
    page = opened("rich")
    assert page.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")  # type: ignore[attr-defined]
