"""Texts looked for in distinct values, and words in long texts, against `in`."""

import pickle

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.engine.fold import fold
from forestall.engine.program import find
from forestall.engine.program.literal import BEGIN, END, OTHER
from forestall.engine.program.texts import Texts

VALUES = st.lists(st.text("abAB\\é\N{KELVIN SIGN}ſ \x02\x03", max_size=12), max_size=12, unique=True)
TEXTS = st.lists(
    st.builds(
        lambda begin, text, end: begin + fold(text) + end,
        st.sampled_from(["", BEGIN]),
        st.text("abkés\\ ", min_size=1, max_size=7),
        st.sampled_from(["", END]),
    )
    | st.just(BEGIN + END),
    min_size=1,
    max_size=20,
    unique=True,
)
WORDS = st.lists(st.text("abk:\\", min_size=find.SHORTEST, max_size=10), min_size=1, max_size=6, unique=True).map(tuple)


def held(texts: Texts, values: list[str], chosen: list[int]) -> set[tuple[int, int]]:
    found = texts.held(pa.array(values, pa.large_string()), np.array(chosen, dtype=np.int64))
    return set(zip(found[0].tolist(), found[1].tolist(), strict=True))


@settings(deadline=None, max_examples=100)
@given(VALUES, TEXTS, st.data())
def test_each_text_is_found_where_it_stands_and_nowhere_else(values, texts, data):
    chosen = sorted(data.draw(st.sets(st.sampled_from(range(len(values))))) if values else [])
    marks = str.maketrans({BEGIN: OTHER, END: OTHER})
    marked = {number: BEGIN + fold(values[number].translate(marks)) + END for number in chosen}
    wanted = {(text, number) for text, looked in enumerate(texts) for number in chosen if looked in marked[number]}
    assert held(Texts(texts), values, chosen) == wanted


def test_texts_that_were_pickled_are_found_too():
    texts = Texts([f"{BEGIN}cmd.exe{END}", "/c"])
    first = held(texts, ["CMD.exe", "cmd.exe /C dir"], [0, 1])
    assert first == {(0, 0), (1, 1)}
    assert held(pickle.loads(pickle.dumps(texts)), ["CMD.exe", "cmd.exe /C dir"], [0, 1]) == first


def test_more_is_found_than_room_was_made_for():
    assert held(Texts(["a", "aa", "aaa", "aaaa", "aaaaa"]), ["a" * 200], [0]) == {(text, 0) for text in range(5)}


@settings(deadline=None, max_examples=100)
@given(WORDS, st.lists(st.sampled_from(["a", "B", ":", "\\"]) | st.integers(0, 5), max_size=20))
def test_each_word_is_found_in_a_long_text_whatever_its_case(words, pieces):
    text = "".join(piece if isinstance(piece, str) else words[piece % len(words)].upper() for piece in pieces)
    where, which = find.places(np.frombuffer(text.encode(), dtype=np.uint8), find.words(words))
    wanted = [
        (at, number) for at in range(len(text)) for number, one in enumerate(words) if text.lower()[at:].startswith(one)
    ]
    assert sorted(zip(where.tolist(), which.tolist(), strict=True)) == wanted


def test_letters_that_become_ascii_are_found():
    text = "plain text, \N{KELVIN SIGN}elvin, é, ſ, and many more words; İ"
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    places = find.become_ascii(data).tolist()
    assert [text.encode()[place:].decode()[0] for place in places] == ["\N{KELVIN SIGN}", "ſ", "İ"]
    assert len(find.become_ascii(np.frombuffer("ſ".encode() * 3000, dtype=np.uint8))) == 3000
