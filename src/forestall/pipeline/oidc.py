"""Signing in through another office's service (OpenID Connect, authorization code with PKCE).

Only who somebody is comes from there, when they last showed it, and whether with two factors; what they may do is
granted here. What the service does not say counts as the weakest: one factor, shown long ago. Its address is the
operator's choice and is asked as it is given: no redirects are followed and answers are bounded.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from forestall.core.errors import AwayError, InputError, SignInError
from forestall.guard.secret import new_secret, same

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
"""How a service may sign: with a key pair; never `none`, never a shared secret."""
_TIMEOUT = 10.0  # s
_LONGEST = 1 << 20  # of an answer [byte]
_LEEWAY = 60  # that clocks may differ [s]
_REFUSED = "your office's service did not vouch for you"
_KINDS = frozenset({"", "JWT", "application/jwt"})
"""What the head of a vouching may call itself: RFC 7519, 5.1; an access token says `at+jwt` (RFC 9068, 2.1)."""
_TWO = "mfa"  # RFC 8176, 2: more than one factor
LONGEST = timedelta(hours=12)
"""How long ago somebody may have shown there who they are: as long as a session lasts here."""


@dataclass(frozen=True, slots=True)
class Service:
    """Another office's sign-in service, as the operator configured it."""

    issuer: str
    """Its address."""
    client: str
    """Our name there."""
    secret: str = field(repr=False)
    """Our secret there."""
    strong: frozenset[str] = frozenset()
    """What it calls a sign-in with two factors (`acr`), where it does not say `mfa`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What we keep until somebody comes back from there."""

    state: str
    """What the answer must bring back."""
    nonce: str
    """What the vouching must hold."""
    verifier: str = field(repr=False)
    """What proves that the code is ours (PKCE, RFC 7636)."""
    back: str
    """Where they come back to."""
    longest: timedelta = LONGEST
    """How long ago they may have shown there who they are."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the service vouches for."""

    subject: str
    """Their name there."""
    strong: bool
    """Whether they showed two factors there."""
    proved: datetime | None
    """When they last showed there who they are, UTC; None where the service does not say."""


def service_from(environment: Mapping[str, str]) -> Service | None:
    """The service that the environment names; None when it names none.

    Args:
        environment: FORESTALL_OIDC_ISSUER, FORESTALL_OIDC_CLIENT, and FORESTALL_OIDC_SECRET_FILE with the secret in it;
            FORESTALL_OIDC_STRONG: what it calls a sign-in with two factors (`acr`), several separated by blanks

    Raises:
        InputError: only some of them are set, the file cannot be read, or the address is not HTTPS.
    """
    issuer, client = environment.get("FORESTALL_OIDC_ISSUER"), environment.get("FORESTALL_OIDC_CLIENT")
    path = environment.get("FORESTALL_OIDC_SECRET_FILE")
    if not (issuer or client or path):
        return None
    if not (issuer and client and path):
        raise InputError("FORESTALL_OIDC_ISSUER, _CLIENT and _SECRET_FILE: expected all of them, or none")
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise InputError(f"FORESTALL_OIDC_SECRET_FILE: {path} cannot be read: {type(error).__name__}") from error
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise InputError(f"FORESTALL_OIDC_ISSUER: found {issuer}, expected an https address")
    return Service(issuer, client, secret, frozenset(environment.get("FORESTALL_OIDC_STRONG", "").split()))


def ask(service: Service, back: str, *, again: bool = False) -> tuple[str, Asked]:
    """Where to send somebody, and what to keep until they come back.

    Args:
        service: the service
        back: where they come back to
        again: whether they are to show there anew who they are

    Raises:
        AwayError: the service does not answer as it should.
    """
    longest = timedelta() if again else LONGEST
    asked = Asked(new_secret(), new_secret(), new_secret() + new_secret(), back, longest)
    query = {
        "response_type": "code",
        "client_id": service.client,
        "redirect_uri": back,
        "scope": "openid",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": _challenge(asked.verifier),
        "code_challenge_method": "S256",
        "max_age": str(int(longest.total_seconds())),
    }
    if service.strong:
        query["acr_values"] = " ".join(sorted(service.strong))
    return f"{_text(_about(service), 'authorization_endpoint')}?{urlencode(query)}", asked


def answered(service: Service, asked: Asked, state: str, code: str, at: datetime) -> Vouched:
    """Whom the service vouches for, once they came back.

    Args:
        service: the service
        asked: what was kept
        state: what the answer brought back
        code: what the answer brought along
        at: when

    Raises:
        SignInError: the service does not vouch for them, or the answer is not one to what we asked.
        AwayError: the service does not answer as it should.
    """
    if not same(state, asked.state):
        raise SignInError(_REFUSED)
    about = _about(service)
    vouching = _exchanged(service, asked, code, _text(about, "token_endpoint"))
    return _checked(vouching, _get(_text(about, "jwks_uri")), service, asked, at)


def _challenge(verifier: str) -> str:
    """What is shown of a verifier (RFC 7636, 4.2, S256)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _about(service: Service) -> dict[str, Any]:
    about = _get(f"{service.issuer.rstrip('/')}/.well-known/openid-configuration")
    if about.get("issuer") != service.issuer:
        raise AwayError(f"sign-in service: calls itself {about.get('issuer')!r}, expected {service.issuer!r}")
    return about


def _text(about: Mapping[str, Any], name: str) -> str:
    value = about.get(name)
    if not isinstance(value, str):
        raise AwayError(f"sign-in service: its description lacks {name}")
    return value


def _get(url: str) -> dict[str, Any]:
    import httpx  # noqa: PLC0415 - not needed at start

    try:
        with httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as client:
            return _object(client.get(url))
    except httpx.HTTPError as error:
        raise AwayError(f"sign-in service: {type(error).__name__} at {url}") from error


def _object(answer: Any) -> dict[str, Any]:
    if answer.status_code != 200 or len(answer.content) > _LONGEST:
        raise AwayError(f"sign-in service: answered {answer.status_code} with {len(answer.content)} bytes")
    try:
        found = answer.json()
    except ValueError as error:
        raise AwayError("sign-in service: its answer is no JSON") from error
    if not isinstance(found, dict):
        raise AwayError("sign-in service: its answer is no JSON object")
    return found


def _exchanged(service: Service, asked: Asked, code: str, url: str) -> str:
    """The vouching (ID token) for a code (OpenID Connect Core 1.0, 3.1.3; RFC 6749, 2.3.1)."""
    import httpx  # noqa: PLC0415

    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked.back,
        "code_verifier": asked.verifier,
    }
    try:
        with httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as client:
            answer = client.post(url, data=form, auth=(quote_plus(service.client), quote_plus(service.secret)))
    except httpx.HTTPError as error:
        raise AwayError(f"sign-in service: {type(error).__name__} at its token endpoint") from error
    if answer.status_code in {400, 401}:
        raise SignInError(_REFUSED)
    vouching = _object(answer).get("id_token")
    if not isinstance(vouching, str):
        raise SignInError(_REFUSED)
    return vouching


def _checked(vouching: str, keys: dict[str, Any], service: Service, asked: Asked, at: datetime) -> Vouched:
    """What a vouching that holds says (OpenID Connect Core 1.0, 3.1.3.7)."""
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    try:
        token = jwt.decode(vouching, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS))  # type: ignore[arg-type]
        jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": service.issuer},
            aud={"essential": True, "value": service.client},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": asked.nonce},
        ).validate(token.claims)
    except (JoseError, ValueError) as error:
        raise SignInError(_REFUSED) from error
    subject, audience = token.claims["sub"], token.claims["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if not isinstance(subject, str) or not subject or (several and token.claims.get("azp") != service.client):
        raise SignInError(_REFUSED)
    if token.header.get("typ", "") not in _KINDS:
        raise SignInError(_REFUSED)
    return Vouched(subject, _is_strong(token.claims, service), _proved(token.claims, asked, at))


def _is_strong(claims: Mapping[str, Any], service: Service) -> bool:
    """Whether two factors were shown, as far as the service says so."""
    methods = claims.get("amr")
    return (isinstance(methods, list) and _TWO in methods) or claims.get("acr") in service.strong


def _proved(claims: Mapping[str, Any], asked: Asked, at: datetime) -> datetime | None:
    """When somebody last showed there who they are; None when the service does not say.

    Raises:
        SignInError: longer ago than was asked for, or later than now.
    """
    said = claims.get("auth_time")
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    ago = at.timestamp() - said
    if not -_LEEWAY <= ago <= asked.longest.total_seconds() + _LEEWAY:
        raise SignInError("your office's service has not asked you for too long who you are; sign in there again")
    return min(at, datetime.fromtimestamp(said, UTC))
