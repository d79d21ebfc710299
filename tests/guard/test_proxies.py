"""Who sent a request that came through proxies."""

import pytest

from forestall.core.errors import InputError
from forestall.guard.proxies import Proxies, proxies_from

OURS = proxies_from({"FORESTALL_PROXIES": "10.0.0.5, 10.1.0.0/16,2001:db8::/48"})


@pytest.mark.parametrize(
    ("connected", "forwarded", "sender"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["203.0.113.9"], "192.0.2.1"),  # no proxy of ours: its word is nothing
        ("10.0.0.5", [], "10.0.0.5"),
        ("10.0.0.5", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.5", ["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.5", ["1.1.1.1", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.5", ["1.1.1.1, 203.0.113.9, 10.1.2.3"], "203.0.113.9"),
        ("10.0.0.5", ["10.1.2.3"], "10.1.2.3"),
        ("10.0.0.5", ["203.0.113.9, nobody"], "10.0.0.5"),
        ("10.0.0.5", [""], "10.0.0.5"),
        ("::ffff:10.0.0.5", ["203.0.113.9"], "203.0.113.9"),
        ("2001:db8::7", ["2001:db9::1"], "2001:db9::1"),
        ("unknown", ["203.0.113.9"], "unknown"),
    ],
)
def test_only_a_proxy_that_is_named_is_believed(connected: str, forwarded: list[str], sender: str) -> None:
    assert OURS.sender(connected, forwarded) == sender


def test_without_proxies_whoever_connects_is_who_sends() -> None:
    assert proxies_from({}) == Proxies() == proxies_from({"FORESTALL_PROXIES": " , "})
    assert Proxies().sender("10.0.0.5", ["203.0.113.9"]) == "10.0.0.5"


@pytest.mark.parametrize("wrong", ["proxy.example", "10.0.0.1/8", "10.0.0.300", "10.0.0.1-10.0.0.9"])
def test_what_is_no_address_is_told(wrong: str) -> None:
    with pytest.raises(InputError, match="expected an address or a network"):
        proxies_from({"FORESTALL_PROXIES": wrong})
