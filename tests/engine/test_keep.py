"""What is compiled once and kept on disk."""

from forestall.engine.predicate import Like, Wild
from forestall.engine.program.keep import kept
from forestall.engine.program.program import Program


def counted(folder, parts, calls):
    def make():
        calls.append(1)
        return Program([Like("x", ("a", Wild.MANY))])

    return kept(folder, parts, Program, make)


def test_the_same_is_made_once(tmp_path):
    calls = []
    counted(tmp_path / "c", [b"a", b"b"], calls)
    counted(tmp_path / "c", [b"a", b"b"], calls)
    assert len(calls) == 1


def test_parts_are_told_apart(tmp_path):
    calls = []
    counted(tmp_path / "c", [b"ab", b""], calls)
    counted(tmp_path / "c", [b"a", b"b"], calls)
    assert len(calls) == 2


def test_a_broken_file_is_made_again(tmp_path):
    calls = []
    counted(tmp_path / "c", [b"a"], calls)
    (path,) = (tmp_path / "c").iterdir()
    path.write_bytes(path.read_bytes()[:50])
    counted(tmp_path / "c", [b"a"], calls)
    assert len(calls) == 2


def test_a_file_that_others_may_write_is_not_read(tmp_path):
    calls = []
    counted(tmp_path / "c", [b"a"], calls)
    (path,) = (tmp_path / "c").iterdir()
    path.chmod(0o666)
    counted(tmp_path / "c", [b"a"], calls)
    assert len(calls) == 2
