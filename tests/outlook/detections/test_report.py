"""The page of detections: what it says, that it stands alone, and that logs cannot write into it."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from forestall.model.hit import Bin, Fold, Folded, Hit
from forestall.model.words import Level
from forestall.outlook.detections.context import Facts, detections
from forestall.outlook.detections.render import render
from forestall.outlook.detections.timeline import HEIGHT, MOST_COLUMNS, WIDTH, timeline

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
FACTS = Facts(
    "logs", AT, 1000, 2, 30, (("r9", "r.yml:3", "no condition"),), (("a.json", "line 2", "no JSON"),), 1, (), ()
)


def hit(rule="r1", host="pc1", level=Level.HIGH, tags=("attack.execution", "attack.t1059.001"), **more) -> Hit:
    given = {"title": f"Title of {rule}", "file": "a.json", "event": 4, "time": AT, "fields": (("CommandLine", "x"),)}
    return Hit(rule_id=rule, host=host, level=level, tags=tags, **(given | more))


def folded(*hits: Hit, count: int = 1) -> Folded:
    folds = tuple(Fold(each, count, each.time, each.time, (each,)) for each in hits)
    bins = tuple(Bin(each.time, each.level, count) for each in hits if each.time)
    return Folded(folds, tuple(sorted(bins, key=lambda one: one.start)), 60.0, count * len(hits), 0)


def page(
    found: Folded, suppressed: Folded | None = None, facts: Facts = FACTS, texts: dict[str, str] | None = None
) -> str:
    return render(detections(facts, found, suppressed or folded(), texts or {})).decode()


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: set[str] = set()
        self.foreign: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                self.ids.add(value)
            elif name == "href" and value.startswith("#"):
                self.targets.add(value[1:])
            elif name in ("src", "href", "action", "srcset") or tag in ("script", "iframe", "object"):
                self.foreign.append(f"{tag} {name} {value}")


def test_the_page_stands_alone_and_its_links_lead_somewhere():
    found = _Links(page(folded(hit(), hit("r2", level=Level.LOW)), folded(hit("r3"))))
    assert found.foreign == []
    assert found.targets <= found.ids


def test_every_rule_has_its_part_with_evidence_and_its_text():
    text = page(folded(hit()), texts={"r1": "title: T & T\n"})
    assert '<article id="r1" class="high">' in text
    assert "event 4" in text
    assert "title: T &amp; T" in text


def test_what_logs_hold_is_shown_and_never_run():
    evil = "<script>alert(1)</script>\x1b[31m\u202egnp.exe"
    text = page(folded(hit(host=evil, title=evil, file=evil, fields=((evil, evil),), tags=(evil,))))
    assert "<script" not in text
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", text)


def test_a_tactic_is_counted_with_its_id_and_techniques():
    text = page(folded(hit(), hit("r2", tags=("attack.execution", "attack.t1204"))))
    assert re.search(r"Execution <code[^>]*>TA0002</code>", text)
    assert "T1059.001 T1204" in text


def test_refused_rules_and_skipped_input_are_listed():
    text = page(folded(hit()))
    assert all(each in text for each in ("no condition", "r.yml:3", "line 2", "no JSON"))


def test_no_match_is_no_proof_when_something_was_skipped():
    text = page(folded())
    assert "no proof that nothing happened" in text


def test_a_long_value_is_cut_with_its_length():
    text = page(folded(hit(fields=(("CommandLine", "y" * 5_000),))))
    assert "5,000 characters" in text
    assert "y" * 601 not in text


def test_the_same_hits_give_the_same_page():
    assert page(folded(hit(), hit("r2"))) == page(folded(hit(), hit("r2")))


@pytest.mark.parametrize("minutes", [(0,), (0, 1), (0, 60 * 24 * 900), tuple(range(0, 60 * 24 * 400, 977))])
def test_bars_lie_within_the_chart_however_long_the_time(minutes):
    chart = timeline(folded(*(hit(time=AT + timedelta(minutes=each)) for each in minutes)))
    assert chart is not None
    assert all(
        bar.x >= 0 and bar.x + bar.width <= WIDTH and 0 <= bar.y <= bar.y + bar.height <= HEIGHT for bar in chart.bars
    )
    assert sum(each.count for each in chart.columns) == len(minutes)
    assert len(chart.columns) <= MOST_COLUMNS


def test_a_timeline_without_times_is_none():
    assert timeline(folded(hit(time=None))) is None
