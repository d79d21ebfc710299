"""A briefing as PDF, by WeasyPrint (`pip install forestall[pdf]`). Nothing is fetched: all is in the file.

Where WeasyPrint is not there, a Chromium on this machine prints the same file; see `pipeline/briefing.py`.
"""

import importlib
import importlib.util


def available() -> bool:
    """Whether WeasyPrint is there."""
    return importlib.util.find_spec("weasyprint") is not None


def printed(html: str) -> bytes:
    """The briefing as PDF; the same file gives the same bytes."""
    weasyprint = importlib.import_module("weasyprint")
    fetcher = importlib.import_module("weasyprint.urls").URLFetcher(allowed_protocols=("data",))
    made: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf()
    return made
