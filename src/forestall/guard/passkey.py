"""Passkeys (W3C WebAuthn level 2): what the browser is asked, and whether its answer holds.

No attestation is asked for: which make of key somebody uses is theirs to choose. A challenge is used once; who keeps it
until then is `web/pending.py`. The challenge may be the digest of an act, and then the answer signs that act.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forestall.core.errors import SignInError
from forestall.model.account import Passkey

if TYPE_CHECKING:
    from webauthn.helpers import structs

CHALLENGE = 32  # bytes
_REFUSED = "this passkey does not answer for the account"


@dataclass(frozen=True, slots=True)
class Site:
    """The web site that passkeys are for."""

    host: str
    """Its name without scheme and port (`rp.id`)."""
    origin: str
    """As the browser sees it: `https://outlook.example`."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A public key that a browser made."""

    id: str
    """Credential id, base64url."""
    public_key: bytes
    """COSE key."""
    sign_count: int
    """Counter of its use."""


def new_options(site: Site, account: str, name: str, challenge: bytes, known: Iterable[Passkey]) -> dict[str, object]:
    """What the browser is asked to make a passkey.

    Args:
        site: the web site
        account: the account, also as the user handle
        name: its name as people write it
        challenge: 32 random bytes
        known: its passkeys, which are not made again
    """
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415 - not needed at start
    from webauthn.helpers import structs  # noqa: PLC0415

    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Forestall",
        user_name=account,
        user_id=account.encode(),
        user_display_name=name,
        challenge=challenge,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(known),
    )
    return _object(options_to_json(options))


def made(site: Site, challenge: bytes, answer: dict[str, object]) -> NewKey:
    """The public key in a browser's answer.

    Raises:
        SignInError: it does not hold.
    """
    from webauthn import verify_registration_response  # noqa: PLC0415
    from webauthn.helpers import bytes_to_base64url  # noqa: PLC0415
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise SignInError(_REFUSED) from error
    return NewKey(bytes_to_base64url(found.credential_id), found.credential_public_key, found.sign_count)


def use_options(site: Site, challenge: bytes, known: Iterable[Passkey]) -> dict[str, object]:
    """What the browser is asked to use a passkey.

    Args:
        site: the web site
        challenge: 32 bytes: random, or the SHA-256 of what is to be signed
        known: the account's passkeys; none lets the person choose
    """
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415
    from webauthn.helpers import structs  # noqa: PLC0415

    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=_descriptors(known),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return _object(options_to_json(options))


def used(site: Site, challenge: bytes, answer: dict[str, object], key: Passkey) -> int:
    """The counter of a passkey after an answer that holds.

    Raises:
        SignInError: it does not hold, or its counter shows that the key was copied.
    """
    from webauthn import verify_authentication_response  # noqa: PLC0415
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    try:
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise SignInError(_REFUSED) from error
    return found.new_sign_count


def _descriptors(known: Iterable[Passkey]) -> "list[structs.PublicKeyCredentialDescriptor]":
    from webauthn.helpers import base64url_to_bytes, structs  # noqa: PLC0415

    return [structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.id)) for each in known]


def _object(text: str) -> dict[str, object]:
    found = json.loads(text)
    assert isinstance(found, dict)
    return found
