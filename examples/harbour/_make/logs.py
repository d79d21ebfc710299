"""logs/*.jsonl.gz: the week's events, background and story in the order of their times."""

from pathlib import Path

from . import background, story, write
from .events import Event


def files(folder: Path) -> None:
    """Write the four logs."""
    logs = {
        "terminal-windows": background.computers(background.TERMINAL, 4600, "terminal") + story.on_windows(),
        "city-windows": background.computers(background.CITY, 3700, "city"),
        "firewall": background.firewalls(2300) + story.on_firewalls(),
        "terminal-ics": background.controllers() + story.on_controllers(),
    }
    for name, found in logs.items():
        write.lines(folder / f"{name}.jsonl.gz", sorted(found, key=_order))


def _order(event: Event) -> tuple[str, str, str]:
    host = event.get("Computer") or event["Hostname"]
    return str(event["@timestamp"]), str(host), str(sorted(map(str, event.items())))
