"""National profiles of CAP: what a message that claims one should do besides. Remarks only: CAP itself decides.

A message claims a profile by a `code`. Lists of event and location codes are not checked; that one is named is.

Source:
    CAP v1.2 USA Integrated Public Alert and Warning System Profile 1.0 (OASIS 2009), sections 2 and 3;
    Canadian Profile of CAP (CAP-CP), Introduction and Rule Set, beta 0.4;
    CAP Australia Profile (CAP-AU-STD) 1.0.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from forestall.standards.cap.message import Alert, Info


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: how it is claimed, and what its messages should have."""

    name: str
    """As a remark names it."""
    code: str
    """What the `code` that claims it begins with."""
    event_code: str
    """What the `valueName` of its event codes begins with."""
    location: str
    """What the `valueName` of its location codes begins with; empty: none is asked for."""
    wanted: tuple[str, ...]
    """Fields of an information that should not be empty."""
    languages: tuple[str, ...] = ()
    """Languages in all of which a message should speak."""


PROFILES = (
    Profile("CAP-US IPAWS 1.0", "IPAWSv1.0", "SAME", "SAME", ("expires", "description", "instruction")),
    Profile(
        "CAP-CP",
        "profile:CAP-CP:",
        "profile:CAP-CP:Event:",
        "profile:CAP-CP:Location:",
        ("expires", "sender_name", "response_type", "instruction"),
        ("en", "fr"),
    ),
    Profile(
        "CAP-AU 1.0",
        "urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:",
        "https://govshare.gov.au/",
        "",
        ("expires", "sender_name", "response_type", "instruction"),
    ),
)
_TAGS = {"sender_name": "senderName", "response_type": "responseType"}


def claimed(alert: Alert) -> tuple[Profile, ...]:
    """The profiles that a message claims."""
    return tuple(each for each in PROFILES if any(code.startswith(each.code) for code in alert.code))


def remarks(alert: Alert) -> tuple[str, ...]:
    """What the profiles that a message claims ask for and it does not do."""
    return tuple(f"{remark} [{profile.name}]" for profile in claimed(alert) for remark in _advice(profile, alert))


def _advice(profile: Profile, alert: Alert) -> Iterator[str]:
    if alert.msg_type in ("Alert", "Update", "Cancel") and not alert.info:
        yield "/alert/info: none; there should be one"
    for field, tag in (("category", "category"), ("event_code", "eventCode")):
        if len({frozenset(getattr(info, field)) for info in alert.info}) > 1:
            yield f"/alert/info: not all have the same {tag}"
    spoken = {info.language.partition("-")[0].lower() for info in alert.info}
    if alert.info and (missing := [each for each in profile.languages if each not in spoken]):
        yield f"/alert/info: none in {', '.join(missing)}"
    for number, info in enumerate(alert.info, start=1):
        yield from _of_info(profile, info, f"/alert/info[{number}]")


def _of_info(profile: Profile, info: Info, path: str) -> Iterator[str]:
    named = [value for name, value in info.event_code if name.startswith(profile.event_code)]
    if len(named) != 1:
        yield f"{path}/eventCode: {len(named)} of {profile.event_code}, expected one"
    for field in profile.wanted:
        if not getattr(info, field):
            yield f"{path}/{_TAGS.get(field, field)}: none"
    if not info.area:
        yield f"{path}/area: none"
    for number, area in enumerate(info.area, start=1):
        if profile.location and not any(name.startswith(profile.location) for name, _ in area.geocode):
            yield f"{path}/area[{number}]/geocode: none of {profile.location}"
