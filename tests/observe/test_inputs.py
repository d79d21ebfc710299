"""Files and folders of logs: found, unpacked and recognised by their content alone."""

import gzip
import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from forestall.core.errors import InputError
from forestall.observe.inputs import inputs, opened
from forestall.observe.kinds import kind_of
from forestall.observe.skips import Skips

LINE = b'{"EventID": 1}\n'


def kinds(*paths):
    """Label, kind and bytes of every stream, and what was skipped."""
    skips = Skips()
    found = []
    for one in inputs(paths):
        skips.begin(one.label)
        found += [(each.label, str(each.kind), each.part.whole(10**9)) for each in opened(one, skips)]
    return found, [(item.file, item.reason) for item in skips.taken()]


def parquet():
    sink = io.BytesIO()
    pq.write_table(pa.table({"EventID": ["1"]}), sink)
    return sink.getvalue()


BEGINNINGS = {
    "evtx": b"ElfFile\x00" + bytes(100),
    "parquet": parquet(),
    "json": b'\xef\xbb\xbf\n[ {"a": 1},',
    "zeek": b"#separator \\x09\n#path\tconn\n",
    "auditd": b"node=web1 type=SYSCALL msg=audit(1604994496.155:92733): a=1",
    "syslog": b"<34>1 2026-03-09T05:00:00Z h a - - - m",
    "csv": b"time,host,message\n1,2,3\n",
}


@pytest.mark.parametrize(("kind", "head"), BEGINNINGS.items(), ids=BEGINNINGS)
def test_a_kind_is_recognised_by_how_it_begins(kind, head):
    assert kind_of(head) == kind


@pytest.mark.parametrize("head", [b"MIT License\n", b"\x7fELF\x00\x01", b"id: 1\ntitle: x\n", b"# Logs\nread, this\n"])
def test_what_is_no_log_is_no_kind(head):
    assert kind_of(head) is None


@pytest.mark.parametrize(
    "pack", [gzip.compress, lambda data: pa.compress(data, "zstd", asbytes=True)], ids=["gz", "zst"]
)
def test_a_packed_stream_is_unpacked_whatever_its_name(tmp_path, pack):
    data = LINE * 50_000
    (tmp_path / "log").write_bytes(pack(data))
    assert kinds(tmp_path / "log") == ([(str(tmp_path / "log"), "json", data)], [])


def test_members_of_a_zip_are_named_behind_a_mark_and_packed_ones_unpacked(tmp_path):
    path = tmp_path / "logs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b/day.json.gz", gzip.compress(LINE))
        archive.writestr("a.csv", "x,y\n1,2\n")
        archive.writestr("__MACOSX/._a.csv", "junk")
    found, skipped = kinds(path)
    assert [(label, kind) for label, kind, _ in found] == [
        (f"{path}!a.csv", "csv"),
        (f"{path}!b/day.json.gz", "json"),
    ]
    assert not skipped


def test_a_folder_gives_its_files_in_order_and_hidden_ones_are_left_out(tmp_path):
    for name in ("b.json", "a/c.json", ".git/d.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(LINE)
    assert [one.label for one in inputs([tmp_path])] == [str(tmp_path / "a/c.json"), str(tmp_path / "b.json")]


def test_a_file_given_twice_is_read_once(tmp_path):
    (tmp_path / "a.json").write_bytes(LINE)
    assert len(inputs([tmp_path, tmp_path / "a.json"])) == 1


def test_what_is_no_log_is_skipped_with_how_it_begins(tmp_path):
    (tmp_path / "README").write_bytes(b"Read me first.")
    assert kinds(tmp_path) == ([], [(str(tmp_path / "README"), "no log that is known: begins with b'Read me first.'")])


def test_a_zip_within_a_zip_is_skipped(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.json", LINE)
    with zipfile.ZipFile(tmp_path / "o.zip", "w") as archive:
        archive.writestr("i.zip", inner.getvalue())
    assert kinds(tmp_path)[1] == [(f"{tmp_path}/o.zip!i.zip", "a zip within another archive is not opened")]


def test_a_zip_that_is_cut_is_skipped(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.json", LINE * 100)
    whole = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[: len(whole) // 2])
    found, skipped = kinds(tmp_path)
    assert (found, len(skipped)) == ([], 1)


def test_a_path_that_names_nothing_is_wrong_use(tmp_path):
    with pytest.raises(InputError, match="no such file or folder"):
        inputs([tmp_path / "nothing"])


def test_of_a_file_with_very_many_mistakes_the_first_are_listed_and_the_rest_counted():
    skips = Skips()
    skips.begin("f")
    for line in range(5_000):
        skips.skip(f"f, line {line}", "no JSON")
    skips.end()
    items = skips.taken()
    assert (len(items), items[0].where, items[-1].count, skips.skipped) == (1_001, "line 0", 4_000, 5_000)
