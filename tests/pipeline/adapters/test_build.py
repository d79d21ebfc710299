"""Adapters from what a place says, run side by side; sources that have fallen silent."""

import asyncio
import itertools
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from adapter_service import NOW, Service, handled, source, until
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError, PlaceError
from forestall.model.intake import Arrival, SourceHealth
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.way import FolderWay, MqttWay, PollWay, SyslogWay
from forestall.model.words import Field, SourceKind
from forestall.pipeline.adapters.build import adapters
from forestall.pipeline.adapters.handing import Condition
from forestall.pipeline.adapters.repeats import Repeats
from forestall.pipeline.adapters.running import conditions, run
from forestall.pipeline.adapters.secret import secret
from forestall.pipeline.adapters.silence import overdue

FOLDER = FolderWay("folder", every=0.01)
MQTT = MqttWay("mqtt", "mqtts://broker.example.org", ("s/#",), "me")
SYSLOG = SyslogWay("syslog", udp=5514)
POLL = PollWay("poll", "https://example.org/feed", "gdacs")
JSONL = SourceKind.JSON_LINES


def test_each_way_has_its_adapter_and_sources_without_one_have_none(place: Place, service: Service) -> None:
    ways = {"a": FOLDER, "b": MQTT, "c": SYSLOG, "d": POLL, "e": None}
    kinds = {"c": SourceKind.SYSLOG}
    sources = tuple(source(name, kinds.get(name, JSONL), way=way) for name, way in ways.items())
    made = adapters(replace(place, sources=sources), service.handing, random.Random(1))
    assert [(one.source, one.way) for one in conditions(made)] == [
        ("a", "folder"),
        ("b", "mqtt"),
        ("c", "syslog"),
        ("d", "poll"),
    ]


@pytest.mark.parametrize(
    ("kind", "way", "expected"),
    [
        (JSONL, replace(MQTT, url="mqtt://broker.example.org"), "scheme mqtt"),
        (JSONL, replace(MQTT, url="https://broker.example.org"), "expected mqtts"),
        (JSONL, replace(MQTT, url="mqtts://127.0.0.1"), "loopback"),
        (JSONL, replace(MQTT, topics=()), "topics"),
        (JSONL, replace(MQTT, topics=("a#",)), "topics"),
        (JSONL, replace(MQTT, client=""), "client"),
        (JSONL, replace(MQTT, trust="none.pem"), "trust none.pem"),
        (JSONL, replace(MQTT, secret="hunter2"), "the secret itself never stands"),
        (JSONL, SYSLOG, "kind jsonl: expected syslog"),
        (SourceKind.SYSLOG, SyslogWay("syslog"), "expected a port"),
        (SourceKind.SYSLOG, SyslogWay("syslog", tls=6514), "certificate, key"),
        (SourceKind.SYSLOG, SyslogWay("syslog", tls=6514, certificate="a", key="b"), "cannot be used"),
        (JSONL, replace(POLL, url="http://example.org/"), "scheme http"),
        (JSONL, replace(POLL, url="https://10.0.0.1/"), "private use"),
        (JSONL, replace(POLL, url="mqtts://example.org/"), "expected https"),
        (JSONL, replace(POLL, inside=("0.0.0.0/0",)), "inside"),
        (JSONL, replace(POLL, form="kev"), "expected kev"),
        (SourceKind.KEV, replace(POLL, form="usgs"), "expected jsonl or indicator"),
        (SourceKind.EVTX, FOLDER, "cannot be followed"),
    ],
)
def test_a_way_that_cannot_be_is_said_with_what_was_expected(
    place: Place, service: Service, kind: SourceKind, way: object, expected: str
) -> None:
    wrong = replace(place, sources=(source("one", kind, way=way),))
    with pytest.raises(PlaceError, match=expected) as caught:
        adapters(wrong, service.handing, random.Random(1))
    assert str(caught.value).startswith("source one: ")


class Failing:
    """Fails twice, then runs."""

    def __init__(self) -> None:
        self.condition = Condition("failing", "folder")
        self.starts = 0

    async def run(self) -> None:
        self.starts += 1
        if self.starts < 3:
            raise RuntimeError("a fault of ours")
        await asyncio.Event().wait()


def test_an_adapter_that_fails_is_started_again_and_stops_no_other(
    place: Place, service: Service, tmp_path: Path
) -> None:
    failing, folder = Failing(), replace(place, root=tmp_path, sources=(source("sensors", JSONL, way=FOLDER),))
    (tmp_path / "live/sensors").mkdir(parents=True)
    (tmp_path / "live/sensors/a.jsonl").write_bytes(b'{"n":1}\n')

    async def work() -> None:
        both = (failing, *adapters(folder, service.handing, random.Random(1)))
        task = asyncio.create_task(run(both, random.Random(1), sleep=lambda seconds: asyncio.sleep(0)))
        await until(lambda: failing.starts == 3 and handled(both[1].condition))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(work())
    assert service.values("n") == ["1"]
    assert failing.condition.trouble == "a fault of ours"


def test_a_secret_comes_from_the_environment_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEED_KEY", "from the environment")
    (tmp_path / "key").write_text("from a file\n")
    assert secret("env:FEED_KEY", tmp_path) == b"from the environment"
    assert secret("file:key", tmp_path) == b"from a file"


@pytest.mark.parametrize("reference", ["", "x", "env:", "env:NOT_SET_AT_ALL", "file:none", "file:two", "http:x"])
def test_a_secret_that_is_none_is_said_without_showing_it(tmp_path: Path, reference: str) -> None:
    (tmp_path / "two").write_text("hunter2\nhunter3\n")
    with pytest.raises(InputError) as caught:
        secret(reference, tmp_path)
    assert "hunter" not in str(caught.value)


def test_a_source_is_silent_after_twice_its_interval() -> None:
    sources = [source(name, JSONL, every=2.0) for name in ("never", "quick", "slow")]
    heard = {"quick": NOW - timedelta(hours=3), "slow": NOW - timedelta(hours=5)}
    health = [SourceHealth(name, at, None, 1, 0, 0, None, None) for name, at in heard.items()]
    assert overdue(sources, health, NOW - timedelta(hours=4, minutes=1), NOW) == {
        "never": NOW - timedelta(minutes=1),
        "quick": None,
        "slow": NOW - timedelta(hours=1),
    }


def arrival(content: str, *, timed: bool = True) -> Arrival:
    return Arrival("s", content * 64, NOW, NOW if timed else None, "event", Label.AMBER, None, Field.CYBER, {}, "d")


@given(st.text("abc", max_size=30), st.lists(st.integers(0, 30), max_size=4))
def test_repeats_do_not_depend_on_where_a_stream_is_cut(contents: str, cuts: list[int]) -> None:
    whole = [one.identity for one in Repeats().told_apart(map(arrival, contents), "0")]
    bounds = sorted({0, len(contents), *(min(cut, len(contents)) for cut in cuts)})
    parts: list[str] = []
    counts: dict[str, int] = {}
    for begin, end in itertools.pairwise(bounds):
        repeats = Repeats(counts)
        parts += [one.identity for one in repeats.told_apart(map(arrival, contents[begin:end]), str(begin))]
        counts = repeats.counts()
    assert parts == whole
    assert len(set(whole)) == len(whole)


def test_an_id_of_the_senders_own_is_never_changed() -> None:
    own = replace(arrival("a"), identity="sender,id,time")
    assert Repeats().told_apart([own, own], "0") == (own, own)


def test_what_says_no_time_is_told_apart_by_where_it_stood() -> None:
    first = Repeats().told_apart([arrival("a", timed=False)], "1")
    second = Repeats().told_apart([arrival("a", timed=False)], "2")
    assert first[0].identity != second[0].identity
