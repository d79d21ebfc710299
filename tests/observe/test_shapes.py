"""Shapes of events: the same event from many collectors has the fields that Sigma rules name."""

import pytest

from forestall.observe.shapes import shaped, unwrapped

SYSMON = "Microsoft-Windows-Sysmon/Operational"
RAW = {
    "Event": {
        "System": {
            "Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon"}},
            "EventID": 1,
            "Channel": SYSMON,
            "Computer": "pc1",
        },
        "EventData": {"CommandLine": "cmd /c whoami", "Image": "C:\\cmd.exe"},
    }
}
SHAPES = {
    "raw EVTX": RAW,
    "raw EVTX without its envelope": RAW["Event"],
    "EVTX from XML, fields as a list": {
        "Event": {
            "System": {"EventID": {"#text": 1}, "Channel": SYSMON, "Computer": "pc1"},
            "EventData": {
                "Data": [
                    {"@Name": "CommandLine", "#text": "cmd /c whoami"},
                    {"@Name": "Image", "#text": "C:\\cmd.exe"},
                ]
            },
        }
    },
    "Winlogbeat": {
        "@timestamp": "2026-03-09T05:00:00Z",
        "winlog": {
            "channel": SYSMON,
            "event_id": 1,
            "computer_name": "pc1",
            "event_data": {"CommandLine": "cmd /c whoami", "Image": "C:\\cmd.exe"},
        },
    },
    "Winlogbeat with flat keys": {
        "winlog.channel": SYSMON,
        "winlog.event_id": "1",
        "winlog.computer_name": "pc1",
        "winlog.event_data.CommandLine": "cmd /c whoami",
        "winlog.event_data.Image": "C:\\cmd.exe",
    },
    "Elastic Common Schema": {
        "event": {"code": "1", "provider": "Microsoft-Windows-Sysmon"},
        "host": {"name": "pc1"},
        "process": {
            "command_line": "cmd /c whoami",
            "executable": "C:\\cmd.exe",
            "parent": {"executable": "C:\\p.exe", "command_line": "p"},
        },
    },
    "NXLog": {
        "EventID": 1,
        "Channel": SYSMON,
        "Hostname": "pc1",
        "SourceName": "Microsoft-Windows-Sysmon",
        "CommandLine": "cmd /c whoami",
        "Image": "C:\\cmd.exe",
    },
    "Get-WinEvent": {
        "Id": 1,
        "LogName": SYSMON,
        "ProviderName": "Microsoft-Windows-Sysmon",
        "MachineName": "pc1",
        "CommandLine": "cmd /c whoami",
        "Image": "C:\\cmd.exe",
    },
}


@pytest.mark.parametrize("event", SHAPES.values(), ids=SHAPES)
def test_an_event_has_the_names_of_sigma_whatever_its_shape(event):
    row = shaped(event)
    assert {name: row.get(name) for name in ("EventID", "Channel", "Computer", "CommandLine", "Image")} == {
        "EventID": "1",
        "Channel": SYSMON,
        "Computer": "pc1",
        "CommandLine": "cmd /c whoami",
        "Image": "C:\\cmd.exe",
    }


def test_the_parent_of_a_process_is_told_from_the_process():
    row = shaped(SHAPES["Elastic Common Schema"])
    assert (row["ParentImage"], row["ParentCommandLine"]) == ("C:\\p.exe", "p")


@pytest.mark.parametrize(("number", "name"), [("7", "ImageLoaded"), ("11", "TargetFilename")])
def test_a_file_is_named_after_what_happened_to_it(number, name):
    event = {"event": {"code": number, "provider": "Microsoft-Windows-Sysmon"}, "file": {"path": "C:\\x.dll"}}
    assert shaped(event)[name] == "C:\\x.dll"


def test_a_zeek_event_as_json_has_its_log_as_service():
    row = shaped({"_path": "conn", "ts": 1.5, "uid": "C1", "id.orig_h": "10.0.0.1", "service": "http"})
    assert (row["product"], row["service"], row["conn.service"]) == ("zeek", "conn", "http")


def test_a_zeek_event_without_a_path_takes_the_name_of_its_file():
    row = shaped({"ts": 1.5, "uid": "C1", "id.orig_h": "10.0.0.1"}, "logs/day.zip!dns.2026-03-09.log")
    assert row["service"] == "dns"


def test_sysmon_for_linux_is_told_from_sysmon_for_windows():
    row = shaped({"EventID": "1", "SourceName": "Linux-Sysmon", "Hostname": "web1", "CommandLine": "id"})
    assert (row["product"], row["category"]) == ("linux", "process_creation")


def test_names_of_the_collector_are_kept():
    assert shaped(SHAPES["Elastic Common Schema"])["command_line"] == "cmd /c whoami"


def test_a_list_of_records_in_one_object_is_that_many_events():
    event = {"Records": [{"eventName": "a"}, {"eventName": "b"}]}
    assert unwrapped(event) == event["Records"]
    assert unwrapped({"Records": [1]}) == [{"Records": [1]}]
