"""Logs in lines of text: what is read of them, and what is skipped with its line."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, RawIOBase

import pytest

from forestall.core.errors import InputError
from forestall.observe.files import Part
from forestall.observe.reading import Tally
from forestall.observe.sources import auditd, csv_log, syslog, zeek

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
Read = Callable[..., tuple[list[dict[str, str]], tuple[str, ...]]]


class _Stream(RawIOBase):
    def __init__(self, data: bytes) -> None:
        self._data = BytesIO(data)

    def read1(self, size: int) -> bytes:
        return self._data.read(size)


def read(module, text: str | bytes) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    """Rows and reasons."""
    tally = Tally()
    data = text.encode() if isinstance(text, str) else text
    rows = [row for _, row in module.events(Part("f", _Stream(data), None), tally, AT)]
    return rows, tally.reasons()


def test_a_syslog_message_of_rfc_5424_is_read_with_its_structured_data():
    text = (
        "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 "
        '[exampleSDID@32473 iut="3" eventSource="Appli\\"cation"][examplePriority@32473 class="high"] '
        "\ufeffAn application event log entry..."
    )  # RFC 5424, 6.5, examples 3 and 4
    (row,), reasons = read(syslog, text)
    assert (row["timestamp"], row["Computer"], row["program"]) == (
        "2003-10-11T22:14:15.003Z",
        "mymachine.example.com",
        "evntslog",
    )
    assert (row["facility"], row["severity"], row["msgid"]) == ("local4", "notice", "ID47")
    assert (row["exampleSDID@32473.eventSource"], row["examplePriority@32473.class"]) == ('Appli"cation', "high")
    assert row["message"] == "An application event log entry..."
    assert "pid" not in row
    assert not reasons


def test_a_syslog_message_of_rfc_3164_gets_the_latest_year_that_is_not_after_the_pass():
    text = "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8\n"  # RFC 3164, 5.4
    (row,), _ = read(syslog, text)
    assert row["timestamp"] == "2025-10-11T22:14:15+00:00"
    assert (row["facility"], row["severity"], row["service"]) == ("auth", "crit", "su")
    assert row["message"] == "'su root' failed for lonvick on /dev/pts/8"


@pytest.mark.parametrize(
    ("line", "program", "pid"),
    [
        ("Mar  9 05:59:58 web1 sshd[2211]: Failed password for root", "sshd", "2211"),
        ("2026-03-09T05:59:58.123456+01:00 web1 CRON[1]: (root) CMD (run-parts)", "CRON", "1"),
        ("<13>Feb 29 00:00:01 web1 a: leap day", "a", None),
        ("Mar  9 05:59:58 web1 no tag here", None, None),
    ],
)
def test_lines_of_a_syslog_file_are_read_with_or_without_priority_and_tag(line, program, pid):
    (row,), _ = read(syslog, line)
    assert (row.get("program"), row.get("pid"), row["Computer"]) == (program, pid, "web1")


def test_a_leap_day_falls_into_a_leap_year():
    (row,), _ = read(syslog, "Feb 29 00:00:01 web1 a: b")
    assert row["timestamp"].startswith("2024-02-29")


def test_a_line_that_is_no_syslog_is_skipped_with_its_number():
    rows, reasons = read(syslog, "Mar  9 05:59:58 web1 a: b\n\nnonsense\n")
    assert len(rows) == 1
    assert reasons == ("f, line 3: no system log line: expected a time, a host and a message",)


AUDIT = """\
type=SYSCALL msg=audit(1604994496.155:92733): arch=c000003e syscall=59 success=yes pid=1631 exe="/usr/sbin/arp"
type=EXECVE msg=audit(1604994496.155:92733): argc=3 a0="arp" a1="-a" a2=2F746D702F7A20622E7478
type=CWD msg=audit(1604994496.155:92733): cwd="/home/wardog"
type=PROCTITLE msg=audit(1604994496.155:92733): proctitle=617270002D61
node=web1 type=USER_LOGIN msg=audit(1604994497.000:92734): pid=1 msg='op=login acct="root" res=failed'
"""  # the first four as in OTRF sh_arp_cache


def test_an_audit_record_keeps_its_own_fields_and_what_is_hexadecimal_is_decoded():
    rows, reasons = read(auditd, AUDIT)
    assert [row["type"] for row in rows] == ["SYSCALL", "EXECVE", "CWD", "PROCTITLE", "USER_LOGIN"]
    assert rows[1]["a2"] == "/tmp/z b.tx"
    assert rows[3]["proctitle"] == "arp -a"
    assert (rows[4]["Computer"], rows[4]["acct"], rows[4]["res"]) == ("web1", "root", "failed")
    assert rows[0]["timestamp"] == "2020-11-10T07:48:16.155000+00:00"
    assert not reasons


def test_an_execution_gets_the_command_line_of_its_records():
    rows, _ = read(auditd, AUDIT)
    assert (rows[0]["category"], rows[0]["CommandLine"]) == ("process_creation", "arp -a /tmp/z b.tx")
    assert (rows[0]["Image"], rows[0]["CurrentDirectory"]) == ("/usr/sbin/arp", "/home/wardog")
    assert "category" not in rows[1]


def test_arguments_of_a_system_call_stay_the_numbers_they_are():
    rows, _ = read(auditd, "type=SYSCALL msg=audit(1.000:1): a0=6161 a1=6162 syscall=2\n")
    assert rows[0]["a0"] == "6161"


def test_the_audit_recordings_of_the_shared_data_are_read_whole(shared):
    import zipfile

    with zipfile.ZipFile(shared / "data/logs/sh_binary_padding_dd.zip") as archive:
        data = archive.read(next(name for name in archive.namelist() if name.endswith(".log")))
    rows, reasons = read(auditd, data)
    assert len(rows) == len(data.splitlines())
    assert not reasons
    assert rows[0]["CommandLine"] == "dd if=/dev/zero bs=1 count=1"


ZEEK = (
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    "#open\t2026-03-09-05-00-00\n#fields\tts\tuid\tid.orig_h\tservice\ttunnel_parents\n"
    "#types\ttime\tstring\taddr\tstring\tset[string]\n"
    "1773032400.000001\tCh1\t10.0.0.1\t-\t(empty)\n"
    "1773032401.000001\tCh2\t10.0.0.2\thttp\ta\\x09b\n"
    "too\tfew\n#close\t2026-03-09-06-00-00\n"
)


def test_a_zeek_log_is_read_by_its_header():
    rows, reasons = read(zeek, ZEEK)
    assert rows[0] == {
        "product": "zeek",
        "service": "conn",
        "ts": "1773032400.000001",
        "uid": "Ch1",
        "id.orig_h": "10.0.0.1",
        "tunnel_parents": "",
    }
    assert rows[1]["tunnel_parents"] == "a\tb"
    assert reasons == ("f, line 11: 2 values, expected 5 as in #fields",)


def test_a_zeek_column_of_the_name_service_does_not_hide_the_log():
    rows, _ = read(zeek, ZEEK)
    assert (rows[1]["service"], rows[1]["conn.service"]) == ("conn", "http")


CSV = 'EventID,Channel,CommandLine\n1,Security,"cmd /c ""x"", y\nz"\n2,,b\n3,a,b,c,d\n4,a,"open\n'


def test_a_csv_log_is_read_with_quotes_and_line_breaks_in_cells():
    rows, reasons = read(csv_log, CSV)
    assert rows == [
        {"EventID": "1", "Channel": "Security", "CommandLine": 'cmd /c "x", y\nz'},
        {"EventID": "2", "CommandLine": "b"},
    ]
    assert reasons == (
        "f, line 5: 5 values, expected 3",
        "f, line 6: a quoted cell is not closed at the end of the file",
    )


@pytest.mark.parametrize(("mark"), [",", ";", "\t", "|"])
def test_a_csv_log_may_be_separated_by_any_usual_mark(mark):
    rows, _ = read(csv_log, f"a{mark}b\n1{mark}2\n")
    assert rows == [{"a": "1", "b": "2"}]


def test_a_csv_cell_of_ten_megabytes_is_read():
    rows, reasons = read(csv_log, f"a,b\n1,{'x' * 10_000_000}\n")
    assert (len(rows[0]["b"]), reasons) == (10_000_000, ())


def test_a_csv_without_a_header_is_refused():
    with pytest.raises(InputError, match="no header"):
        read(csv_log, "1,1\n2,2\n")


def test_text_that_is_no_utf_8_is_read_all_the_same():
    (row,), _ = read(syslog, b"Mar  9 05:59:58 web1 a: caf\xe9\r\n")
    assert row["message"] == "caf\N{REPLACEMENT CHARACTER}"
