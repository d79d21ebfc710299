"""Signing in through another office's service, against a provider that runs here."""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from forestall.core.errors import AwayError, InputError, SignInError
from forestall.pipeline import oidc
from forestall.pipeline.oidc import Asked, Service, answered, ask, service_from

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider's own libraries

BACK = "https://office.example/sign-in/service/return"


def _now() -> datetime:
    """The provider signs with the machine's clock."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """A provider on a free port."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import run_server_in_thread

        with run_server_in_thread() as server:
            yield Service(f"http://localhost:{server.server_port}", "forestall", "s3cret / with: odd")


def _come_back(url: str, subject: str) -> tuple[str, str]:
    """What a person's browser brings back: state and code."""
    answer = httpx.post(url, data={"sub": subject}, follow_redirects=False)
    assert answer.status_code in {302, 303}, answer.text
    found = parse_qs(urlsplit(answer.headers["location"]).query)
    return found["state"][0], found["code"][0]


def _asked(service: Service) -> tuple[Asked, str, str]:
    url, asked = ask(service, BACK)
    return asked, *_come_back(url, "joan@theirs.example")


def test_somebody_comes_back_with_the_name_they_have_there(service: Service) -> None:
    asked, state, code = _asked(service)
    assert answered(service, asked, state, code, _now()).subject == "joan@theirs.example"


def test_what_is_asked_names_state_nonce_and_a_proof_of_the_code(service: Service) -> None:
    url, asked = ask(service, BACK)
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert query["state"] == asked.state
    assert query["nonce"] == asked.nonce
    assert (query["code_challenge_method"], query["response_type"], query["scope"]) == ("S256", "code", "openid")
    assert asked.verifier not in url


def test_the_challenge_is_that_of_the_rfc() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    assert oidc._challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_an_answer_to_another_question_is_refused(service: Service) -> None:
    asked, state, code = _asked(service)
    with pytest.raises(SignInError):
        answered(service, asked, f"{state}x", code, _now())
    with pytest.raises(SignInError):
        answered(service, replace(asked, nonce="another"), state, code, _now())


def test_a_code_works_once(service: Service) -> None:
    asked, state, code = _asked(service)
    answered(service, asked, state, code, _now())
    with pytest.raises(SignInError):
        answered(service, asked, state, code, _now())


@pytest.mark.parametrize("hours", [-48, 48])
def test_a_vouching_of_another_time_is_refused(service: Service, hours: int) -> None:
    asked, state, code = _asked(service)
    with pytest.raises(SignInError):
        answered(service, asked, state, code, _now() + timedelta(hours=hours))


def test_a_vouching_for_another_client_is_refused(service: Service) -> None:
    asked, state, code = _asked(service)
    about = oidc._about(service)
    vouching = oidc._exchanged(service, asked, code, str(about["token_endpoint"]))
    keys = oidc._get(str(about["jwks_uri"]))
    assert state == asked.state
    assert oidc._checked(vouching, keys, service, asked, _now()).subject == "joan@theirs.example"
    for wrong in (replace(service, client="other"), replace(service, issuer="https://other.example")):
        with pytest.raises(SignInError):
            oidc._checked(vouching, keys, wrong, asked, _now())


@pytest.mark.parametrize("where", [0, 1, 2])
def test_a_changed_vouching_is_refused(service: Service, where: int) -> None:
    asked, _state, code = _asked(service)
    about = oidc._about(service)
    parts = oidc._exchanged(service, asked, code, str(about["token_endpoint"])).split(".")
    parts[where] = parts[where][:5] + ("A" if parts[where][5] != "A" else "B") + parts[where][6:]
    with pytest.raises(SignInError):
        oidc._checked(".".join(parts), oidc._get(str(about["jwks_uri"])), service, asked, _now())


def test_an_unsigned_vouching_is_refused(service: Service) -> None:
    from joserfc import jwt
    from joserfc.jwk import OctKey

    asked, _state, _code = _asked(service)
    claims = {"iss": service.issuer, "aud": service.client, "sub": "x", "nonce": asked.nonce, "iat": 0, "exp": 2**33}
    keys = oidc._get(str(oidc._about(service)["jwks_uri"]))
    none = "eyJhbGciOiJub25lIn0." + jwt.encode({"alg": "HS256"}, claims, OctKey.generate_key(256)).split(".")[1] + "."
    shared = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(str(keys)))
    for vouching in (none, shared, "", "a.b", "a.b.c"):
        with pytest.raises(SignInError):
            oidc._checked(vouching, keys, service, asked, _now())


def test_a_service_that_is_away_or_another_is_said_so(service: Service) -> None:
    with pytest.raises(AwayError, match="ConnectError"):
        ask(replace(service, issuer="http://localhost:9"), BACK)
    with pytest.raises(AwayError, match="calls itself"):
        ask(replace(service, issuer=f"{service.issuer}/"), BACK)


def test_the_environment_names_it_wholly_or_not_at_all(tmp_path: Path) -> None:
    assert service_from({}) is None
    (tmp_path / "secret").write_text("s\n")
    whole = {
        "FORESTALL_OIDC_ISSUER": "https://theirs.example",
        "FORESTALL_OIDC_CLIENT": "forestall",
        "FORESTALL_OIDC_SECRET_FILE": str(tmp_path / "secret"),
    }
    assert service_from(whole) == Service("https://theirs.example", "forestall", "s")
    strong = service_from({**whole, "FORESTALL_OIDC_STRONG": "urn:two  gold"})
    assert strong == Service("https://theirs.example", "forestall", "s", frozenset({"urn:two", "gold"}))
    assert "'s'" not in repr(service_from(whole))
    for missing in whole:
        with pytest.raises(InputError, match="all of them"):
            service_from({name: value for name, value in whole.items() if name != missing})
    with pytest.raises(InputError, match="https"):
        service_from({**whole, "FORESTALL_OIDC_ISSUER": "http://theirs.example"})
    with pytest.raises(InputError, match="cannot be read"):
        service_from({**whole, "FORESTALL_OIDC_SECRET_FILE": str(tmp_path / "none")})


NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
THEIRS = Service("https://theirs.example", "forestall", "s", frozenset({"urn:theirs:two"}))
KEY = RSAKey.generate_key(2048, {"kid": "1"}, auto_kid=False)


def _vouching(asked: Asked, kind: str | None = "JWT", **claims: Any) -> str:
    """A vouching of a service whose key we have."""
    said = {
        "iss": THEIRS.issuer,
        "aud": THEIRS.client,
        "sub": "joan",
        "nonce": asked.nonce,
        "iat": int(NOW.timestamp()),
    }
    head = {"alg": "RS256", "kid": "1"} | ({} if kind is None else {"typ": kind})
    return jwt.encode(head, {**said, "exp": said["iat"] + 60, **claims}, KEY)


def _read(kind: str | None = "JWT", longest: timedelta = oidc.LONGEST, **claims: Any) -> oidc.Vouched:
    asked = Asked("state", "nonce", "verifier", BACK, longest)
    keys = {"keys": [KEY.as_dict(private=False)]}
    return oidc._checked(_vouching(asked, kind, **claims), keys, THEIRS, asked, NOW)


@pytest.mark.parametrize("kind", ["at+jwt", "application/at+jwt", "logout+jwt", "secevent+jwt", "dpop+jwt"])
def test_a_token_of_another_kind_is_no_vouching(kind: str) -> None:
    with pytest.raises(SignInError):
        _read(kind)


@pytest.mark.parametrize("kind", ["JWT", None])
def test_a_vouching_says_that_it_is_one_or_nothing(kind: str | None) -> None:
    assert _read(kind).subject == "joan"


@pytest.mark.parametrize(
    ("claims", "strong"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": ["pwd", "otp", "mfa"]}, True),
        ({"amr": "mfa"}, False),
        ({"acr": "urn:theirs:two"}, True),
        ({"acr": "urn:theirs:one"}, False),
        ({"acr": "mfa"}, False),
    ],
)
def test_two_factors_count_only_where_the_service_says_so(claims: dict[str, Any], strong: bool) -> None:
    assert _read(**claims).strong is strong


def test_when_somebody_showed_there_who_they_are_is_taken_from_there() -> None:
    ago = NOW - timedelta(hours=3)
    assert _read(auth_time=int(ago.timestamp())).proved == ago
    assert _read(auth_time=int(NOW.timestamp()) + 30).proved == NOW
    assert _read().proved is None
    assert _read(auth_time="yesterday").proved is None


@pytest.mark.parametrize(("minutes", "longest"), [(12 * 60 + 2, 12), (2, 0), (-2, 12)])
def test_who_showed_it_too_long_ago_has_to_show_it_again(minutes: int, longest: int) -> None:
    with pytest.raises(SignInError, match="too long"):
        _read(auth_time=int((NOW - timedelta(minutes=minutes)).timestamp()), longest=timedelta(hours=longest))


def test_what_is_asked_says_how_long_ago_and_how(service: Service) -> None:
    url, asked = ask(replace(service, strong=frozenset({"b", "a"})), BACK)
    again, shown = ask(service, BACK, again=True)
    first, second = (parse_qs(urlsplit(each).query) for each in (url, again))
    assert (first["max_age"], first["acr_values"], asked.longest) == (["43200"], ["a b"], timedelta(hours=12))
    assert (second["max_age"], "acr_values" in second, shown.longest) == (["0"], False, timedelta())


def test_a_real_service_says_when(service: Service) -> None:
    asked, state, code = _asked(service)
    proved = answered(service, asked, state, code, _now()).proved
    assert proved is None or _now() - proved < timedelta(minutes=1)
