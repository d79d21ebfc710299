"""Take a picture of an outlook, as a reader sees it: `python examples/screenshot.py [FOLDER/index.html [OUT.png]]`.

Without arguments: the picture in the README, of the example place.

Uses Debian's chromium through Playwright (`apt-get install chromium`); nothing is asked of any network. With a name
that ends in `.pdf` it prints to A4 instead.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "examples" / "harbour" / ".forestall" / "outlook" / "index.html"
PICTURE = ROOT / "docs" / "outlook.png"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> int:
    arguments = _arguments()
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if browser_path is None:
        print("no chromium found: apt-get install chromium, or set CHROMIUM", file=sys.stderr)
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        _shoot(browser, arguments)
        browser.close()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path, nargs="?", default=PAGE, help="the outlook's index.html")
    parser.add_argument("out", type=Path, nargs="?", default=PICTURE, help="the picture (.png), or a print (.pdf)")
    parser.add_argument("--width", type=int, default=1280, help="width of the window [px]")
    parser.add_argument("--height", type=int, default=1180, help="height of the window [px]; the whole page with 0")
    parser.add_argument("--dark", action="store_true", help="dark colours")
    parser.add_argument("--scale", type=float, default=1.0, help="device pixels for one CSS pixel")
    return parser.parse_args()


def _shoot(browser: Browser, arguments: argparse.Namespace) -> None:
    context = browser.new_context(
        viewport={"width": arguments.width, "height": arguments.height or 1180},
        color_scheme="dark" if arguments.dark else "light",
        device_scale_factor=arguments.scale,
        offline=True,
    )
    page = context.new_page()
    page.goto(arguments.page.resolve().as_uri())
    if arguments.out.suffix == ".pdf":
        page.pdf(path=arguments.out, format="A4", prefer_css_page_size=True)
    else:
        page.screenshot(path=arguments.out, full_page=arguments.height == 0)


if __name__ == "__main__":
    raise SystemExit(main())
