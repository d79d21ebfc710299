"""Damaged content in front of every parser: it is read, or refused by an error of ours; never a crash, never slow.

Each parser starts from content that is right and damages it. `FORESTALL_LONG=1` tries 50,000 of each.
"""

import os
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from forestall.core.errors import ForestallError, InputError, StandardError
from forestall.standards.cql2.text import from_text

sys.path.insert(0, str(Path(__file__).parent))
from every_parser import NEARLY, PARSERS, WHOLE, Parser, windows_log

LONG = bool(os.environ.get("FORESTALL_LONG"))
CASES = 50_000 if LONG else 200
SLOW = 5.0  # of the processor [s]
TOKENS = (
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xae", b"9" * 400, b"-1", b"NaN", b"1e999", b"-0.0", b"[" * 300,
    b"(" * 300, b'{"a":' * 300, b"<a>" * 300, b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"]]>", b"<!--", b'"', b"'",
    b"\r\n", b"\n\n", b",", b";", b"=", b":", b"%00", b"../",
    b"2031-02-30T25:61:61Z", b"0000-00-00",
    b"9999-12-31T23:59:60Z",     b"null", b"true", b"\\u0000", b"\\ud800", b"&#0;",
    b"*a", b"&a", b"!!python/object", b"\t", b"\x1b[31m",
)  # fmt: skip


def damaged(chance: random.Random, good: Sequence[bytes]) -> bytes:
    """Good content after some changes: bytes turned, cut, doubled, put in, the end lost."""
    data = bytearray(chance.choice(good))
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        until = min(len(data), at + chance.choice((1, 2, 8, 64, 1024)))
        match chance.choice(("turn", "cut", "double", "put", "end", "raw")):
            case "turn" if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case "cut":
                del data[at:until]
            case "double":
                data[at:at] = data[at:until]
            case "put":
                data[at:at] = chance.choice(TOKENS)
            case "end":
                del data[at:]
            case _:
                data[at:at] = chance.randbytes(chance.randint(0, 16))
    return bytes(data)


def _crash(parser: Parser, data: bytes) -> str:
    """What is wrong with how a parser took something; nothing when it read or refused it in time."""
    began = time.process_time()
    try:
        parser(data)
    except ForestallError as error:
        if not str(error):
            return f"an error without words: {data!r:.500}"
    except BaseException as error:  # noqa: BLE001 - a library's panic is no Exception
        return f"{type(error).__name__}: {error}: {data!r:.500}"
    return "" if time.process_time() - began < SLOW else f"slow: {data!r:.500}"


@pytest.mark.parametrize("name", sorted(PARSERS.keys() - NEARLY))
def test_what_is_right_is_read(name: str) -> None:
    parser, good = PARSERS[name]
    for data in good:
        parser(data)


@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning")  # of a form that breaks off
@pytest.mark.parametrize("name", PARSERS)
def test_damaged_content_is_read_or_refused_by_an_error_of_ours(name: str) -> None:
    parser, good = PARSERS[name]
    chance = random.Random(name)
    count = CASES // 20 if name in WHOLE else CASES
    cases = [b"", b"\x00", b"\n", b"\xff" * 64, *(damaged(chance, good) for _ in range(count))]
    assert [wrong for data in cases if (wrong := _crash(parser, data))] == []


def test_a_log_of_windows_that_is_damaged_is_told(shared: Path) -> None:
    folder = shared / "data/sigma/regression_data"
    log = min(folder.rglob("*.evtx"), key=lambda path: (path.stat().st_size, path.name)).read_bytes()
    chance = random.Random("EVTX")
    cases = [damaged(chance, [log]) for _ in range(CASES // 20)]
    assert [wrong for data in cases if (wrong := _crash(windows_log, data))] == []


def test_a_header_of_csv_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InputError, match="no header"):
        PARSERS["CSV log"][0](b"a;b\rc\n1;2\n")


@pytest.mark.parametrize("head", ["(", "(a = 1 AND ", "a IN (", "NOT ("])
def test_brackets_within_brackets_do_not_hold_up_the_service(head: str) -> None:
    began = time.process_time()
    for times in (8, 9, 100, 2000):
        with pytest.raises(StandardError):
            from_text(head * times + "kind")
    assert time.process_time() - began < SLOW
