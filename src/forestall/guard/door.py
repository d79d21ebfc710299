"""The door: what comes in loses its persons here, before anything is stored or shown.

Declared fields are dropped; account names, addresses and numbers become keyed pseudonyms. Names of systems stay.
What a person is called in running text is only recognised when the same table names the account in a field.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from itertools import chain

import pyarrow as pa

from forestall.guard import accounts
from forestall.guard.column import Cleaner
from forestall.guard.patterns import PATTERNS, SPACED, Pattern
from forestall.guard.pseudonym import MADE, Pseudonyms
from forestall.guard.words import Words
from forestall.model.profile import DoorRules

OWN_COLUMNS = ("_id", "_file", "_line", "_time")


class _Kind(Enum):
    """What a field holds, by its name."""

    TEXT = "text"
    VERSION = "version"
    ACCOUNT = "account"
    DROPPED = "dropped"


class Door:
    """What is done with personal data, under one key and one place's rules."""

    def __init__(self, key: bytes, rules: DoorRules) -> None:
        """Take the secret key (at least 16 bytes) and the place's rules.

        Raises:
            InputError: the key is too short.
        """
        self._pseudonyms = Pseudonyms(key)
        self._drop = frozenset(name.casefold() for name in rules.drop)
        self._users = accounts.USER_FIELDS | {name.casefold() for name in rules.pseudonymise}
        self._keep = frozenset(name.casefold() for name in rules.keep)

    def text(self, text: str) -> str:
        """A text with everything that points at a person replaced."""
        for pattern in PATTERNS:
            text = self._replaced(pattern, text)
        text = accounts.HOME.sub(lambda found: self.account(found.group()), text)
        for label in accounts.LABELS:
            text = label.sub(self._labelled, text)
        return text

    def key(self, key: str) -> str:
        """What stands for a sender's key of a request: the same for the same key, and nothing of it."""
        return self._pseudonyms.whole("request", key)

    def account(self, account: str) -> str:
        """An account, or several separated by `; `, with each person's name replaced; domains and systems stay."""
        return "; ".join(self._account(part) for part in account.split("; "))

    def table(self, table: pa.Table) -> pa.Table:
        """Records with dropped fields gone and persons replaced in all others.

        Args:
            table: columns of text by leaf field name, n rows; other types pass unchanged

        Returns:
            The columns that are left, n rows.
        """
        kept = table.select([name for name in table.column_names if name.casefold() not in self._drop])
        clean = Cleaner(self.text, self.account, self._words(kept))
        for place, name in enumerate(kept.column_names):
            column = kept.column(name)
            if name not in OWN_COLUMNS and pa.types.is_string(column.type):
                versions = name.casefold().endswith("version")
                accounts_here = self._holds_account(name)
                cleaned = clean.accounts(column) if accounts_here else clean.texts(column, versions=versions)
                kept = kept.set_column(place, name, cleaned)
        return kept

    def rows(self, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
        """As `table`, for a few events at a time: each distinct text is looked at once, whichever field it stands in.

        Args:
            rows: texts by leaf field name

        Returns:
            The fields that are left, in the order of the rows.
        """
        found: dict[_Kind, dict[str, str]] = {kind: {} for kind in _Kind}
        where = {name: found[self._kind(name)] for name in dict.fromkeys(chain.from_iterable(rows))}
        for row in rows:
            for name, text in row.items():
                where[name][text] = text
        clean = Cleaner(self.text, self.account, self._named(found[_Kind.ACCOUNT]))
        for kind in (_Kind.TEXT, _Kind.VERSION):
            texts = list(found[kind])
            cleaned = clean.cleaned(texts, versions=kind is _Kind.VERSION)
            found[kind].update(zip(texts, cleaned, strict=True))
        found[_Kind.ACCOUNT].update({text: self.account(text) for text in found[_Kind.ACCOUNT]})
        dropped = found[_Kind.DROPPED]
        return [
            {name: known[text] for name, text in row.items() if (known := where[name]) is not dropped} for row in rows
        ]

    def _kind(self, name: str) -> "_Kind":
        folded = name.casefold()
        if folded in self._drop:
            return _Kind.DROPPED
        if folded in self._users:
            return _Kind.ACCOUNT
        return _Kind.VERSION if folded.endswith("version") else _Kind.TEXT

    def _holds_account(self, column: str) -> bool:
        return column.casefold() in self._users

    def _account(self, account: str) -> str:
        if account[:4].upper() == "S-1-":
            return self.text(account)
        head, name, tail = accounts.split(account)
        kept = {name.casefold(), account.casefold()} & self._keep
        if kept or accounts.names_system(head.rstrip("\\"), name) or MADE.fullmatch(name):
            return account
        return head + self._pseudonyms.of("user", name.strip()) + tail

    def _replaced(self, pattern: Pattern, text: str) -> str:
        found = pattern.exact.search(text)
        if found is None:
            return text
        parts: list[str] = []
        done = 0
        while found:
            if pattern.check(found.group()) and found.group().casefold() not in self._keep:
                parts += (text[done : found.start()], self._pseudonym(pattern.purpose, found.group()))
                done = found.end()
                found = pattern.exact.search(text, done)
            else:  # a look-alike may hide one that begins within it
                found = pattern.exact.search(text, found.start() + 1)
        return "".join((*parts, text[done:]))

    def _pseudonym(self, purpose: str, text: str) -> str:
        return self._pseudonyms.of(purpose, re.sub(r"[ .()-]", "", text) if purpose in SPACED else text)

    def _labelled(self, found: re.Match[str]) -> str:
        whole, start = found.group(), found.start()
        return whole[: found.start(1) - start] + self.account(found.group(1)) + whole[found.end(1) - start :]

    def _words(self, table: pa.Table) -> Words:
        """Account names of the table that can be looked for in its texts."""
        columns = [table.column(name) for name in table.column_names if self._holds_account(name)]
        texts = [column.unique().to_pylist() for column in columns if pa.types.is_string(column.type)]
        return self._named(text for some in texts for text in some if text)

    def _named(self, texts: Iterable[str]) -> Words:
        names: dict[str, str] = {}
        for text in texts:
            for account in text.split("; "):
                name = accounts.split(account)[1].strip()
                if accounts.telling(name) and self._account(account) != account and account[:4].upper() != "S-1-":
                    names[name.lower()] = self._pseudonyms.of("user", name)
        return Words(names)
