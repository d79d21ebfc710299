"""Feeds that are polled, from a server on this machine: what is new is stored once, and politely asked for."""

import asyncio
import gzip
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from adapter_service import Service
from loopback_site import Asked, Reply, Site

from forestall.core.errors import InputError
from forestall.guard.fetch import rules
from forestall.model.way import PollWay
from forestall.pipeline.adapters.poll import Form, PollAdapter, Polled
from forestall.pipeline.adapters.rhythm import BackOff, next_poll
from forestall.pipeline.arrive import Desk
from forestall.pipeline.fetching import Fetcher

QUAKE = {
    "id": "us1",
    "type": "Feature",
    "properties": {"time": 1773050400000, "updated": 1773050460000, "mag": 5.1, "place": "off the coast"},
    "geometry": {"type": "Point", "coordinates": [12.5, 41.9, 10.0]},
}
EPSS = b"#model_version:v2025.03.14,score_date:2026-03-09T00:00:00+0000\ncve,epss,percentile\n"
EPSS += b"CVE-2026-0001,0.94,0.99\nCVE-2026-0002,0.01,0.2\nCVE-2026-0003,x,0.2\n"


def polls(
    service: Service, site: Site, path: str, form: Form, count: int = 1, **options: object
) -> tuple[PollAdapter, list[float]]:
    """Poll some times; the adapter and how long it would have waited after each."""

    async def work() -> tuple[PollAdapter, list[float]]:
        async with site.open():
            source = {"cap": "warnings", "cap-feed": "warnings", "kev": "vulnerabilities"}.get(form, "sensors")
            allowed = rules(site.url("/"), ("127.0.0.0/8",), plain=True)
            polled = replace(Polled(source, site.url(path), form, allowed), **options)  # type: ignore[arg-type]
            one = PollAdapter(polled, service.handing, Fetcher(allowed), random.Random(7))
            return one, [await one.once() for _ in range(count)]

    return asyncio.run(work())


def quakes(*features: dict[str, object]) -> Reply:
    return 200, {"ETag": '"q"'}, json.dumps({"type": "FeatureCollection", "features": features}).encode()


def unless_known(reply: Reply, etag: str) -> Callable[[Asked], Reply]:
    return lambda asked: (304, {}, b"") if asked.get("if-none-match") == etag else reply


def test_what_did_not_change_is_not_sent_again(service: Service) -> None:
    site = Site({"/q": unless_known(quakes(QUAKE), '"q"')})
    one, _ = polls(service, site, "/q", "usgs", 3)
    assert [headers.get("if-none-match") for _, headers in site.asked] == [None, '"q"', '"q"']
    assert one.condition.stored == 1
    assert one.condition.connected
    assert service.values("mag") == ["5.1"]
    assert str(service.stored()[0].arrival.event_time) == "2026-03-09 10:00:00+00:00"


def test_a_server_without_validators_is_known_by_its_content(service: Service) -> None:
    site = Site({"/q": (200, {}, quakes(QUAKE)[2])})
    one, _ = polls(service, site, "/q", "usgs", 2)
    assert (one.condition.stored, one.condition.repeated) == (1, 0)


def test_what_changed_in_a_feed_is_one_signal_more(service: Service) -> None:
    later = {**QUAKE, "properties": {**QUAKE["properties"], "mag": 5.3, "updated": 1773050520000}}  # type: ignore[dict-item]
    replies = iter([quakes(QUAKE), quakes(QUAKE, later), quakes(QUAKE, later, {"id": "none"})])
    one, _ = polls(service, Site({"/q": lambda asked: next(replies)}), "/q", "usgs", 3)
    assert service.values("mag") == ["5.1", "5.3"]
    assert one.condition.repeated == 3
    assert "/features/2: no time" in service.held()[0].rejected.reason


def test_gdacs_as_it_was_published_is_read(service: Service, shared: Path) -> None:
    body = (shared / "data" / "gdacs" / "gdacs-rss-7d.xml").read_bytes()
    one, _ = polls(service, Site({"/g": (200, {}, body)}), "/g", "gdacs", 2)
    assert one.condition.stored == body.count(b"<item>")
    assert not service.held()
    assert {"DR", "EQ", "TC"} <= set(service.values("eventtype"))


def test_kev_as_it_was_published_is_read(service: Service, shared: Path) -> None:
    body = (shared / "data" / "kev" / "known_exploited_vulnerabilities.json").read_bytes()
    polls(service, Site({"/k": (200, {}, body)}), "/k", "kev", 2)
    assert [one.arrival.kind for one in service.stored()] == ["kev"]


def test_epss_is_read_packed_and_only_what_is_likely(service: Service) -> None:
    polls(service, Site({"/e": (200, {}, gzip.compress(EPSS))}), "/e", "epss")
    assert service.values("cve") == ["CVE-2026-0001"]
    assert service.values("model") == ["v2025.03.14"]
    assert len(service.held()) == 1


def test_any_json_is_read_by_a_mapping(service: Service) -> None:
    body = json.dumps({"result": {"rows": [{"at": "2026-03-09T10:00:00Z", "data": [{"v": 7}]}]}}).encode()
    mapping = {"time": "at", "level": "data.0.v", "missing": "no.such"}
    polls(service, Site({"/j": (200, {}, body)}), "/j", "json", mapping=mapping, items="result.rows")
    assert service.bodies() == [{"time": "2026-03-09T10:00:00Z", "level": "7"}]


def test_a_row_whose_mapped_time_cannot_be_read_is_refused_and_the_others_are_taken(service: Service) -> None:
    body = json.dumps([{"at": at, "v": 1} for at in ("soon", "2026-03-09T10:00:00Z", True, None)]).encode()
    polls(service, Site({"/j": (200, {}, body)}), "/j", "json", mapping={"time": "at", "level": "v"})
    assert len(service.stored()) == 1
    assert [one.rejected.reason for one in service.held()] == [
        "item 0: time (at): is no time, expected ISO 8601 or seconds since 1970",
        "item 2: time (at): is no time, expected ISO 8601 or seconds since 1970",
        "item 3: time (at): is missing",
    ]


def test_a_document_with_a_wrong_mapping_can_be_handed_in_again_once_that_is_mended(service: Service) -> None:
    body = json.dumps([{"at": "2026-03-09T10:00:00Z", "v": n} for n in range(3)]).encode()
    polls(service, Site({"/j": (200, {}, body)}), "/j", "json", mapping={"time": "v", "level": "v"})
    (held,) = service.held()
    assert (held.rejected.media_type, held.rejected.raw) == ("application/json; polled=json", body)
    way = PollWay("poll", "https://feed.example/j", "json", mapping={"time": "at", "level": "v"})
    before = service.handing.desk
    assert isinstance(before, Desk)
    mended = replace(before._sources[held.rejected.source], way=way)
    again = Desk(replace(before._place, sources=(mended,)), before._door).again(held.rejected)
    assert [one.body["level"] for one in again.arrivals] == ["0", "1", "2"]
    assert len(service.inbox.resubmit(held.id, again)) == 3
    with pytest.raises(InputError, match="not polled for json any more"):
        before.again(held.rejected)


def test_any_csv_is_read_by_a_mapping(service: Service) -> None:
    body = b"# about\nWhen;Level (m)\n2026-03-09T10:00:00Z;7.5\n"
    polls(service, Site({"/c": (200, {}, body)}), "/c", "csv", mapping={"time": "When", "level": "Level (m)"})
    assert service.bodies() == [{"time": "2026-03-09T10:00:00Z", "level": "7.5"}]


def feed(site: Site, *names: str) -> Reply:
    entries = "".join(
        f"<entry><id>{name}</id><updated>2026-03-09T10:00:00Z</updated>"
        f'<link href="{name if "://" in name else site.url(f"/{name}")}" type="application/cap+xml"/></entry>'
        for name in names
    )
    return 200, {}, f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()


def test_the_messages_of_a_cap_feed_are_fetched_once_each(service: Service, shared: Path) -> None:
    messages = {
        name: (shared / "data/cap/cap-library" / name).read_bytes() for name in ("earthquake.cap", "weather.cap")
    }
    site = Site({f"/{name}": (200, {}, body) for name, body in messages.items()})
    replies = iter([("earthquake.cap",), ("earthquake.cap", "weather.cap"), ("weather.cap",)])
    site.pages["/f"] = lambda asked: feed(site, *next(replies))
    polls(service, site, "/f", "cap-feed", 3, secret={"Authorization": "secret"})
    assert [path for path, _ in site.asked] == ["/f", "/earthquake.cap", "/f", "/weather.cap", "/f"]
    assert [one.arrival.kind for one in service.stored()] == ["cap", "cap"]


def test_a_message_that_is_away_is_asked_for_again_and_one_that_leads_inside_never(
    service: Service, shared: Path
) -> None:
    message = (shared / "data/cap/cap-library/earthquake.cap").read_bytes()
    replies = iter([(503, {}, b""), (200, {}, message)])
    site = Site({"/late": lambda asked: next(replies)})
    site.pages["/f"] = lambda asked: feed(site, "late", "https://169.254.169.254/latest/meta-data/")
    one, waits = polls(service, site, "/f", "cap-feed", 2)
    assert [path for path, _ in site.asked] == ["/f", "/late", "/f", "/late"]
    assert len(service.stored()) == len(service.held()) == 1
    assert "169.254.169.254" in service.held()[0].rejected.reason
    assert waits[0] < 60 < waits[1]
    assert one.condition.trouble is None


def test_messages_within_a_feed_are_read_without_asking(service: Service, shared: Path) -> None:
    body = (shared / "data/cap/cap-library/weather.atom").read_bytes()
    site = Site({"/f": (200, {}, body)})
    one, _ = polls(service, site, "/f", "cap-feed")
    assert one.condition.stored + one.condition.rejected >= 1
    assert [path for path, _ in site.asked] == ["/f"]


def bundle(first: int, count: int) -> list[dict[str, str]]:
    name, time = "00000000-0000-4000-8000-", "2026-03-09T10:00:00.000Z"
    return [
        {
            "type": "indicator",
            "id": f"indicator--{name}{n:012d}",
            "created": time,
            "modified": time,
            "spec_version": "2.1",
        }
        for n in range(first, first + count)
    ]


def test_all_pages_of_a_taxii_collection_are_read_and_next_time_only_what_was_added(service: Service) -> None:
    taxii = {
        "Content-Type": "application/taxii+json;version=2.1",
        "X-TAXII-Date-Added-Last": "2026-03-09T11:00:00.000Z",
    }
    first = json.dumps({"more": True, "next": "p2", "objects": bundle(0, 3)}).encode()
    site = Site(
        {
            "/c/objects/": (200, {**taxii, "X-TAXII-Date-Added-Last": "2026-03-09T10:30:00.000Z"}, first),
            "/c/objects/?next=p2": (200, taxii, json.dumps({"objects": bundle(3, 2)}).encode()),
            "/c/objects/?added_after=2026-03-09T11%3A00%3A00.000Z": (200, {}, b"{}"),
        }
    )
    one, _ = polls(service, site, "/c/objects/", "taxii", 2)
    assert len(service.stored()) == 5
    assert one.condition.trouble is None
    assert site.asked[-1][0].endswith("added_after=2026-03-09T11%3A00%3A00.000Z")
    assert site.asked[0][1]["accept"] == "application/taxii+json;version=2.1"


@pytest.mark.parametrize(
    ("reply", "form"),
    [
        ((200, {}, b"<html>"), "gdacs"),
        ((200, {}, b"<!DOCTYPE x [<!ENTITY a 'b'>]><rss>&a;</rss>"), "gdacs"),
        ((200, {}, b"<html/>"), "cap-feed"),
        ((200, {}, b"{"), "usgs"),
        ((200, {}, b"[" * 100_000), "json"),
        ((200, {}, b"[1]"), "json"),
        ((200, {}, b"cve,epss\n"), "epss"),
        ((200, {}, b"\xff\xfe"), "csv"),
    ],
)
def test_an_answer_that_cannot_be_read_goes_to_quarantine_once(service: Service, reply: Reply, form: Form) -> None:
    one, _ = polls(service, Site({"/x": reply}), "/x", form, 3)
    assert len(service.held()) == 1
    assert not service.stored()
    assert one.condition.rejected == 1


@pytest.mark.parametrize(
    ("reply", "least"),
    [
        ((500, {}, b""), 0.0),
        ((404, {}, b""), 0.0),
        ((429, {"Retry-After": "120"}, b""), 120.0),
        ((503, {"Retry-After": "Mon, 09 Mar 2026 12:05:00 GMT"}, b""), 300.0),
    ],
)
def test_a_server_that_fails_is_asked_ever_more_seldom(service: Service, reply: Reply, least: float) -> None:
    one, waits = polls(service, Site({"/x": reply}), "/x", "usgs", 8)
    assert all(wait >= least for wait in waits)
    assert max(waits[-3:]) > min(waits[:2])
    assert "answers" in str(one.condition.trouble)
    assert not one.condition.connected


def test_a_key_in_a_url_is_never_told(service: Service) -> None:
    one, _ = polls(service, Site(), "/x?key=hunter2", "usgs")
    assert "/x: answers 404" in str(one.condition.trouble)
    assert "hunter2" not in str(one.condition.trouble)


def test_another_url_starts_over(service: Service) -> None:
    site = Site({"/a": unless_known(quakes(QUAKE), '"q"'), "/b": unless_known(quakes(QUAKE), '"q"')})
    polls(service, site, "/a", "usgs")
    polls(service, site, "/b", "usgs")
    assert [headers.get("if-none-match") for _, headers in site.asked] == [None, None]


def test_polls_are_spread_by_a_tenth() -> None:
    waits = [next_poll(600.0, random.Random(n)) for n in range(200)]
    assert 540 <= min(waits) < 560 < 640 < max(waits) <= 660


def test_waits_double_up_to_a_bound_and_start_over() -> None:
    back_off = BackOff(random.Random(1), first=1.0, longest=60.0)
    waits = [back_off.wait() for _ in range(12)]
    assert all(0.1 * min(60.0, 2.0**n) <= wait <= min(60.0, 2.0**n) for n, wait in enumerate(waits))
    back_off.succeeded()
    assert back_off.wait() <= 1.0
