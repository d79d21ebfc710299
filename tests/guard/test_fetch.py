"""What may be fetched: every trick of server-side request forgery that we know of is refused."""

import ipaddress

import pytest

from forestall.core.errors import InputError
from forestall.guard.fetch import FetchRules, judged, redirected, rules, special, target

PUBLIC = FetchRules(schemes=("https", "http"), ports=(80, 443))

ADDRESSES = (
    # loopback, unspecified, this network
    *("127.0.0.1", "127.0.0.53", "127.1.2.3", "127.255.255.255", "0.0.0.0", "0.1.2.3", "::1", "::"),
    # private, shared, link local, cloud metadata
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.255.255"),
    *("100.64.0.1", "100.100.100.200", "100.127.255.255", "169.254.169.254", "169.254.0.1", "168.63.129.16"),
    *("fc00::1", "fd00::1", "fd00:ec2::254", "fdff:ffff::1", "fe80::1", "febf::1", "fec0::1", "fe80::1%eth0"),
    # reserved, documentation, benchmarking, protocol assignments
    *("192.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.0.192", "192.0.2.1", "198.51.100.7", "203.0.113.9"),
    *("198.18.0.1", "198.19.255.255", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1"),
    *("240.0.0.1", "250.1.2.3", "255.255.255.255", "224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"),
    *("100::1", "100:0:0:1::1", "2001:db8::1", "3fff::1", "3fff:fff::1", "5f00::1", "2620:4f:8000::1"),
    *("2001:1::1", "2001:2::1", "2001:3::1", "2001:4:112::1", "2001:10::1", "2001:20::1", "2001:30::1"),
    # IPv4 within IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo
    *("::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8"),
    *("::127.0.0.1", "::7f00:1", "::ffff:0:127.0.0.1", "::ffff:0:7f00:1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::c0a8:1"),
    *("64:ff9b::", "64:ff9b::e000:1", "64:ff9b:1::1", "64:ff9b:1:7f00:1::"),
    *("2002:7f00:1::", "2002:7f00:1::1", "2002:a00:1::", "2002:c0a8:101::1", "2002:808:808::1"),
    *("2001::1", "2001:0:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe"),
    # never given out
    *("4000::1", "8000::1", "c000::1", "1::1", "200::1", "400::1"),
    # none at all
    *("", "localhost", "1.2.3", "1.2.3.4.5", "0x7f.1", "2130706433", "0177.0.0.1", "256.0.0.1", "::g", "1.2.3.4/32"),
)

URLS = (
    # numbers that resolvers take for an IPv4 address
    *("https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://0x7f.0x0.0x0.0x1/", "https://127.1/"),
    *("https://0177.0.0.1/", "https://017700000001/", "https://127.0.1/", "https://0/", "https://0x0/", "https://1/"),
    *(
        "https://00000177.1/",
        "https://127.0.0.01/",
        "https://0127.0.0.1/",
        "https://127.0.0.1./",
        "https://3232235777/",
    ),
    *("https://0xa9fea9fe/", "https://2852039166/", "https://0251.0376.0251.0376/", "https://169.254.43518/"),
    *("https://10.1/", "https://1.2.3.999/", "https://foo.0x7f/", "https://256.256.256.256/", "https://4294967296/"),
    *("https://1.1.1.1.1/", "https://8.8.8.08/", "https://0x/", "https://127.0.0.1.1/", "https://example.com.1/"),
    # addresses written out
    *("https://127.0.0.1/", "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[fd00::1]/"),
    *(
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fe80::1%25eth0]/",
        "https://[::1",
        "https://[]/",
    ),
    *("https://10.0.0.1/", "https://169.254.169.254/latest/meta-data/", "https://[v1.a]/", "https://[127.0.0.1]/"),
    # names that never lead outside
    *(
        "https://localhost/",
        "https://LOCALHOST/",
        "https://localhost./",
        "https://a.localhost/",
        "https://db.internal/",
    ),
    *("https://metadata.google.internal/", "https://printer.local/", "https://intranet/", "https://router.lan/"),
    *("https://x.home.arpa/", "https://x.corp/", "https://x.onion/", "https://1.0.0.127.in-addr.arpa/"),
    *("https://x.test/", "https://x.example/", "https://x.invalid/", "https://localhost.localdomain/"),
    # schemes
    *("file:///etc/passwd", "ftp://example.org/", "gopher://example.org:70/_", "dict://example.org:11211/"),
    *("ldap://example.org/", "jar:https://example.org!/", "data:text/plain,x", "javascript:alert(1)", "//example.org/"),
    *(
        "netdoc:///etc/passwd",
        "unix:///var/run/docker.sock",
        "ws://example.org/",
        "sftp://example.org/",
        "",
        "x",
        "http:",
    ),
    # ports
    *("https://example.org:22/", "https://example.org:25/", "https://example.org:6379/", "https://example.org:0/"),
    *("https://example.org:/", "https://example.org:65536/", "https://example.org:-1/", "https://example.org:443x/"),
    *(
        "https://example.org:0443/",
        "https://example.org:4 43/",
        "https://example.org:9200/",
        "https://example.org:+443/",
    ),
    # parsers that disagree
    *("https://example.org@127.0.0.1/", "https://user:pass@example.org/", "https://127.0.0.1#@example.org/"),
    *("https://example.org\\@127.0.0.1/", "https:\\\\127.0.0.1/", "https://127.0.0.1\\.example.org/", "https:///x"),
    *("https://exa mple.org/", "https://example.org/\r\nHost: a", "https://example.org/\t", "https://example.org/\0"),
    *("https://１２７.0.0.1/", "https://127。0。0。1/", "https://ⓛocalhost/", "https://ex\u00adample.org/"),
    *("https://exämple.org/", "https://%31%32%37.0.0.1/", "https://127.0.0.1%00.example.org/", "https://-a.org/"),
    *("https://a..org/", "https://.org/", "https://a_b.c_d/", "https://a-.org/", "https://" + "a" * 64 + ".org/"),
    *(
        "https://[::1]:443:80/",
        "https://example.org/" + "a" * 3000,
        "https://example.org/<x>",
        "https://1.1.1.1:443:1/",
    ),
)


def test_at_least_120_cases_are_in_the_tables() -> None:
    assert len(set(ADDRESSES)) == len(ADDRESSES)
    assert len(set(URLS)) == len(URLS)
    assert len(ADDRESSES) + len(URLS) >= 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(InputError):
        judged(address, PUBLIC)


@pytest.mark.parametrize("url", URLS)
def test_a_url_that_leads_inside_or_deceives_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        target(url, PUBLIC)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"],
)
def test_a_public_address_is_allowed(address: str) -> None:
    assert judged(address, PUBLIC) == ipaddress.ip_address(address)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://www.gdacs.org/xml/rss.xml", "www.gdacs.org", 443),
        ("https://EARTHQUAKE.usgs.gov./x?a=b", "earthquake.usgs.gov", 443),
        ("http://example.org:80/", "example.org", 80),
        ("https://1.1.1.1/", "1.1.1.1", 443),
        ("https://[2606:4700::1111]/", "2606:4700::1111", 443),
        ("https://xn--exmple-cua.org/", "xn--exmple-cua.org", 443),
    ],
)
def test_an_honest_url_is_allowed(url: str, host: str, port: int) -> None:
    found = target(url, PUBLIC)
    assert (found.host, found.port) == (host, port)


def test_the_offices_own_network_is_reached_only_when_it_is_named() -> None:
    own = rules("https://feeds.office:8443/x", ("10.20.0.0/16",))
    assert target("https://feeds.office:8443/x", own).host == "feeds.office"
    assert str(judged("10.20.3.4", own)) == "10.20.3.4"
    for outside in ("10.21.0.1", "127.0.0.1", "169.254.169.254", "::ffff:10.20.3.4", "64:ff9b::a14:304"):
        with pytest.raises(InputError):
            judged(outside, own)


@pytest.mark.parametrize(
    "network",
    ["0.0.0.0/0", "169.254.0.0/16", "169.254.169.254/32", "::/0", "224.0.0.0/4", "10.0.0.1/8", "x", "fe80::/64"],
)
def test_a_network_that_nobody_owns_cannot_be_named(network: str) -> None:
    with pytest.raises(InputError):
        rules("https://x.org/", (network,))


@pytest.mark.parametrize(
    "url", ["ftp://me:hunter2@example.org/", "https://me:hunter2@example.org/", "ftp://a.org/?key=hunter2"]
)
def test_no_error_shows_what_may_be_a_secret(url: str) -> None:
    with pytest.raises(InputError) as caught:
        target(url, PUBLIC)
    assert "hunter2" not in str(caught.value)


def test_without_being_asked_only_https_is_allowed() -> None:
    with pytest.raises(InputError, match="scheme http"):
        target("http://example.org/", rules("https://example.org/"))
    assert target("http://example.org/", rules("http://example.org/", plain=True)).port == 80


@pytest.mark.parametrize(
    "location",
    ["http://example.org/", "https://127.0.0.1/", "//169.254.169.254/", "file:///etc/passwd", "https://a:1@b.org/"],
)
def test_a_redirect_is_judged_like_a_new_url(location: str) -> None:
    start = target("https://example.org/a", PUBLIC)
    with pytest.raises(InputError):
        redirected(start, location, PUBLIC)


def test_a_redirect_within_the_rules_is_followed() -> None:
    start = target("https://example.org/a/b", PUBLIC)
    assert redirected(start, "../c?d", PUBLIC).url == "https://example.org/c?d"


def test_every_address_that_python_calls_private_is_special() -> None:
    """The other way round it is not so: Python calls NAT64 of loopback global."""
    for text in ADDRESSES:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            continue
        assert special(address) is not None or not address.is_private
