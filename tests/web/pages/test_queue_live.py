"""What the service found since the pass stands where it belongs in the queue; the rest of it is left alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from forestall.model.words import Level
from forestall.outlook.pages.queue import items, with_live


def test_live_findings_replace_older_ones_and_stand_in_their_order(harbour_pages: Any) -> None:
    given = harbour_pages.service.picture.shown.given
    known = given.detection.findings
    newer = replace(known[3], time=known[3].time + timedelta(hours=1), level=Level.CRITICAL)
    newest = replace(newer, time=newer.time + timedelta(hours=1), count=newer.count + 1)
    older = replace(known[4], time=known[4].time - timedelta(hours=1), title="not this one")
    new = replace(known[5], id="new", title="since the pass", level=Level.LOW)
    of_pass = items(given)
    found = with_live(of_pass, given, [newer, newest, older, new])
    assert found == items(given, [newer, newest, older, new])
    assert [each.key for each in found] == [
        each.key for each in sorted(found, key=lambda each: (-each.rank, -each.time.timestamp(), each.key))
    ]
    by_key = {each.key: each for each in found}
    assert len(by_key) == len(found) == len(of_pass) + 1
    assert by_key[known[3].id].finding == newest
    assert by_key[known[3].id].live
    assert by_key[known[4].id].finding == known[4]
    assert by_key["new"].live
    assert with_live(of_pass, given, []) is of_pass
