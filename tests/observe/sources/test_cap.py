"""Partners' alerts."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from forestall.core.clock import instant
from forestall.model.observation import Observation
from forestall.model.words import Field, SourceStatus
from forestall.observe.categories import FIELDS
from forestall.standards.cap.rules import CATEGORY

Look = Callable[..., Observation]
Put = Callable[[str, bytes | str], Path]


def alert(name: str = "1", sent: str = "2026-03-09T05:00:00-00:00", **over: str) -> str:
    part = {"kind": "Alert", "status": "Actual", "more": "", "category": "Met", "event": "Storm", "language": "en"}
    part |= {"text": "Gusts to 30 m/s", "area": "<polygon>38,-9 39,-9 39,-8 38,-9</polygon>", "info": ""} | over
    return f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{name}</identifier><sender>met</sender>
<sent>{sent}</sent><status>{part["status"]}</status><msgType>{part["kind"]}</msgType><scope>Public</scope>{part["more"]}
<info><language>{part["language"]}</language><category>{part["category"]}</category><event>{part["event"]}</event>
<urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty>
<expires>2026-03-10T00:00:00-00:00</expires><headline>{part["event"]} warning</headline>
<description>{part["text"]}</description><contact>Jane Doe jane@met.example</contact>
<area><areaDesc>Coast</areaDesc>{part["area"]}</area></info>{part["info"]}</alert>"""


def reference(name: str, sent: str = "2026-03-09T05:00:00-00:00") -> str:
    return f"<references>met,{name},{sent}</references>"


def test_an_alert_in_force_is_an_alert_and_a_signal(look: Look, put: Put) -> None:
    put("a.xml", alert())
    seen = look("cap")
    (found,) = seen.alerts
    assert (found.event, found.field, found.areas[0].polygons[0][0]) == ("Storm", Field.TERRITORIAL, (-9.0, 38.0))
    assert [(signal.kind, signal.text) for signal in seen.signals] == [("alert:Storm", "Storm warning")]


def test_a_cancelled_alert_is_gone(look: Look, put: Put) -> None:
    put("a.xml", alert())
    put("b.xml", alert("2", "2026-03-09T05:30:00-00:00", kind="Cancel", more=reference("1")))
    seen = look("cap")
    assert (seen.alerts, seen.sources[0].accepted, seen.sources[0].status) == ((), 2, SourceStatus.FINE)


def test_an_exercise_is_left_out_and_told(look: Look, put: Put) -> None:
    put("a.xml", alert(status="Exercise"))
    seen = look("cap")
    assert (seen.alerts, seen.sources[0].reasons) == ((), ("s: 1 is Exercise, not real: left out",))


def test_an_alert_in_a_language_of_the_place_is_chosen(look: Look, put: Put) -> None:
    other = alert(language="pt-PT", event="Temporal")
    put("a.xml", alert(info=other[other.index("<info>") : other.index("</info>") + 7]))
    assert look("cap").alerts[0].event == "Temporal"


def test_a_broken_alert_is_skipped_with_its_clause(look: Look, put: Put) -> None:
    put("a.xml", alert())
    put("b.xml", alert().replace("<scope>Public</scope>", ""))
    state = look("cap").sources[0]
    assert (state.status, state.accepted, state.skipped) == (SourceStatus.DEGRADED, 1, 1)
    assert state.reasons == ("in/b.xml: /alert/scope: is missing [CAP 1.2, 3.2]",)


def test_the_sample_attack_is_skipped(shared: Path, look: Look) -> None:
    state = look("cap", str(shared / "data/cap/cap-library/xee.cap")).sources[0]
    assert (state.status, "DOCTYPE" in state.reasons[0]) == (SourceStatus.MISSING, True)


def test_an_entity_bomb_is_skipped(look: Look, put: Put) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(12))
    put("a.xml", f"<!DOCTYPE alert [{entities}]>" + alert(event="&e11;"))
    assert "DOCTYPE" in look("cap").sources[0].reasons[0]


def test_alerts_far_in_the_future_are_told(look: Look, put: Put) -> None:
    put("a.xml", alert(sent="2199-01-01T00:00:00-00:00"))
    state = look("cap").sources[0]
    assert state.reasons == ("s: 1 messages more than a day after the pass, up to 2199-01-01T00:00:00Z",)
    assert (state.status, state.latest) == (SourceStatus.MISSING, None)


@pytest.mark.parametrize("category", CATEGORY)
def test_every_category_has_a_field_or_says_that_it_has_none(category: str) -> None:
    assert category in FIELDS


@pytest.mark.parametrize("event", ["Ransomware campaign", "Cyberattack on water works", "DDoS"])
def test_a_cyber_alert_is_told_by_its_words(event: str, look: Look, put: Put) -> None:
    put("a.xml", alert(event=event, category="Infra"))
    assert look("cap").alerts[0].field is Field.CYBER


def test_no_person_of_an_alert_passes(look: Look, put: Put) -> None:
    put("a.xml", alert(text="Call Jane at +351 912 345 678, jane@met.example, card 4111 1111 1111 1111"))
    seen = str(look("cap"))
    assert [part for part in ("912", "jane@", "4111", "Jane Doe") if part in seen] == []


def test_the_german_weather_alerts_come_in_the_second_language_of_the_place(shared: Path, look: Look) -> None:
    seen = look("cap", str(shared / "data/cap/dwd.zip"), at=instant("2023-06-23T10:30:00Z"))
    assert (seen.sources[0].accepted, seen.sources[0].skipped) == (3, 0)
    assert [(one.event, one.language) for one in seen.alerts] == [("wind gusts", "en"), *[("heavy rain", "en")] * 2]
    assert sum(len(one.areas) for one in seen.alerts) == 169 + 4 + 49


def test_a_zip_of_alerts_is_read_and_the_order_of_files_changes_nothing(look: Look, put: Put) -> None:
    messages = [alert(), alert("2", "2026-03-09T05:30:00-00:00", kind="Update", more=reference("1"))]
    found = []
    for order in (messages, messages[::-1]):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for number, text in enumerate(order):
                archive.writestr(f"{number}.xml", text)
        put("a.zip", buffer.getvalue())
        found.append(look("cap"))
    assert found[0] == found[1]
    assert [one.identifier for one in found[0].alerts] == ["2"]
