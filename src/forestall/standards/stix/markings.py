"""Markings that say who may read an object: TLP 1.0 of the specification, and TLP 2.0 as OASIS published it.

No library knows TLP 2.0: these five objects are those of the OASIS common object repository, member for member. What
a label allows is decided in `guard/`.

Source: STIX 2.1, 7.2; extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d (OASIS CTI TC, 2022); FIRST TLP 2.0.
"""

import re
from collections.abc import Mapping
from typing import Any

from forestall.core.errors import StandardError
from forestall.model.label import Label

Object = dict[str, Any]

EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_TLP_2 = {
    Label.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    Label.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Label.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Label.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    Label.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
_TLP_1 = {  # 7.2.1.4: white is what is called clear today
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": Label.CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": Label.GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": Label.AMBER,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Label.RED,
}
_SELECTOR = re.compile(r"[a-z0-9_-]{2,250}(?:\.(?:\[\d{1,9}\]|[A-Za-z0-9_-]{1,250})){0,50}")
LABELS: Mapping[str, Label] = {**_TLP_1, **{marking: label for label, marking in _TLP_2.items()}}
"""The label that each marking definition of TLP stands for."""


def marking(label: Label) -> str:
    """Id of the TLP 2.0 marking of a label."""
    return _TLP_2[label]


def definition(label: Label) -> Object:
    """The TLP 2.0 marking definition of a label, which has to travel with the objects that refer to it."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": marking(label),
        "created": "2022-10-01T00:00:00.000Z",
        "name": f"TLP:{label}",
        "extensions": {EXTENSION: {"extension_type": "property-extension", "tlp_2_0": str(label).lower()}},
    }


def labels(thing: Mapping[str, Any]) -> tuple[Label, ...]:
    """The TLP labels of an object: of the whole, and of its parts (granular markings, 7.2.3).

    The strictest of them is that of the object as a whole: a part cannot be read without it.

    Raises:
        StandardError: its markings are not of the form that STIX gives them.
    """
    found = [LABELS[ref] for ref in _refs(thing) if ref in LABELS]
    if isinstance(thing.get("id"), str) and thing["id"] in LABELS and thing.get("type") == "marking-definition":
        return ()  # the definition of RED is no secret
    return tuple(dict.fromkeys(found))


def _refs(thing: Mapping[str, Any]) -> list[str]:
    refs = thing.get("object_marking_refs", [])
    if not isinstance(refs, list) or not all(isinstance(ref, str) for ref in refs):
        raise StandardError(
            "expected a list of ids of marking definitions", path="/object_marking_refs", clause="STIX 2.1, 7.2.2"
        )
    return [*refs, *_granular(thing.get("granular_markings", []))]


def _granular(parts: object) -> list[str]:
    """References of granular markings; those of `lang` mark a language and nothing else."""
    if not isinstance(parts, list):
        raise StandardError("expected a list", path="/granular_markings", clause="STIX 2.1, 7.2.3")
    found = []
    for number, part in enumerate(parts):
        where = f"/granular_markings/{number}"
        if not isinstance(part, dict) or not _selects(part.get("selectors")):
            raise StandardError("expected an object with `selectors`", path=where, clause="STIX 2.1, 7.2.3.1")
        ref = part.get("marking_ref")
        if (ref is None) == ("lang" not in part) or not isinstance(ref, str | None):
            raise StandardError("expected either `marking_ref` or `lang`", path=where, clause="STIX 2.1, 7.2.3.1")
        if isinstance(ref, str):
            found.append(ref)
    return found


def _selects(selectors: object) -> bool:
    if not isinstance(selectors, list) or not selectors:
        return False
    return all(isinstance(each, str) and _SELECTOR.fullmatch(each) for each in selectors)
