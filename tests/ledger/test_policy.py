"""Policies: how many witnesses are enough, and which files are refused."""

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError, StandardError, TamperError
from forestall.ledger import policy
from forestall.ledger.key import SigningKey
from forestall.ledger.note import Note

Signed = Callable[[list[bytes]], Note]
WitnessKey = Callable[[int], SigningKey]

TWO_LEVELS = """
# two offices watch the town: at least two of X and one of Y
log {log} https://town.example/ledger
witness X1 {w1}
witness X2 {w2}   http://x2.example
witness\tX3 {w3}
group X-witnesses 2 X1 X2 X3

witness Y1 {w4}
witness Y2 {w5}
group Y-witnesses any Y1 Y2

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


@pytest.fixture(scope="session")
def text(log_keys: tuple[SigningKey, ...], witness_key: WitnessKey) -> str:
    return TWO_LEVELS.format(log=log_keys[0].public(), **{f"w{n}": witness_key(n).public() for n in range(1, 6)})


@pytest.mark.parametrize(
    ("signers", "enough"),
    [((1, 2, 4), True), ((1, 3, 5), True), ((1, 2, 3, 4, 5), True), ((1, 2), False), ((1, 4, 5), False), ((), False)],
)
def test_a_quorum_of_groups_is_counted(
    text: str, signed: Signed, witness_key: WitnessKey, signers: tuple[int, ...], enough: bool
) -> None:
    read = policy.read(text.encode())
    note = signed([b"a"]).signed_by([witness_key(n) for n in signers], 5)
    if enough:
        assert read.check(note) == read.logs[0]
    else:
        with pytest.raises(TamperError, match="too few witnesses"):
            read.check(note)


def test_witnesses_without_the_log_are_not_enough(text: str, signed: Signed, witness_key: WitnessKey) -> None:
    bare = Note(signed([b"a"]).text, ()).signed_by([witness_key(n) for n in range(1, 6)], 5)
    with pytest.raises(TamperError, match="no signature of a known key"):
        policy.read(text.encode()).check(bare)


def test_a_false_cosignature_is_not_counted_but_refused(text: str, signed: Signed, witness_key: WitnessKey) -> None:
    other = signed([b"b"]).signed_by([witness_key(1)], 5).signatures[-1]
    note = signed([b"a"]).signed_by([witness_key(n) for n in (2, 3, 4)], 5)
    with pytest.raises(TamperError, match="w1"):
        policy.read(text.encode()).check(Note(note.text, (*note.signatures, other)))


@given(st.sets(st.integers(0, 6)), st.integers(1, 7))
def test_k_of_n_is_met_by_k(signers: set[int], k: int) -> None:
    members = tuple(f"w{n}" for n in range(7))
    rule = policy.Policy((), {}, {"g": policy.Group("g", k, members)}, "g")
    assert rule.met(frozenset(f"w{n}" for n in signers)) == (len(signers) >= k)


def test_urls_are_read(text: str) -> None:
    assert [w.url for w in policy.read(text.encode()).witnesses.values()] == [
        None,
        "http://x2.example",
        None,
        None,
        None,
    ]


def test_no_quorum_is_said_by_none(log_keys: tuple[SigningKey, ...], signed: Signed) -> None:
    assert policy.read(f"log {log_keys[0].public()}\nquorum none".encode()).check(signed([]))


BAD = {
    "no quorum": "",
    "two quorums": "quorum none\nquorum none\n",
    "an unknown word": "wittness x\nquorum none\n",
    "a quorum of nobody": "quorum x\n",
    "a group of nobody": "group g any\nquorum g\n",
    "a group of strangers": "group g any x\nquorum g\n",
    "a group that is its own member": "group g any g\nquorum g\n",
    "a name that is taken": "{w}\nwitness X1 {k2}\nquorum X1\n",
    "the name none": "witness none {k1}\nquorum none\n",
    "none as a member": "group g any none\nquorum g\n",
    "one witness under two names": "{w}\nwitness X2 {k1}\nquorum X1\n",
    "one log twice": "log {log}\nlog {log}\nquorum none\n",
    "too many needed": "{w}\ngroup g 2 X1\nquorum g\n",
    "none needed": "{w}\ngroup g 0 X1\nquorum g\n",
    "a member of two groups": "{w}\ngroup g any X1\ngroup h any X1\nquorum h\n",
    "a log's key for a witness": "witness X1 {log}\nquorum X1\n",
    "a witness's key for a log": "log {k1}\nquorum none\n",
    "no key": "log x\nquorum none\n",
    "a control character": "quorum none\r\n",
    "too many words": "quorum none none\n",
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_what_is_no_policy_is_refused(case: str, log_keys: tuple[SigningKey, ...], witness_key: WitnessKey) -> None:
    keys = {"log": log_keys[0].public(), "k1": witness_key(1).public(), "k2": witness_key(2).public()}
    with pytest.raises(StandardError, match="policy"):
        policy.read(case.replace("{w}", "witness X1 {k1}").format(**keys).encode())


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with contextlib.suppress(InputError):
        policy.read(data)


def test_names_are_opaque_bytes(witness_key: WitnessKey) -> None:
    data = b"witness \xff\xfe " + str(witness_key(1).public()).encode() + b"\nquorum \xff\xfe\n"
    assert len(policy.read(data).witnesses) == 1
