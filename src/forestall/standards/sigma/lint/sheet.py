"""One document of a rule file under the lint, and how remarks on it are written."""

from dataclasses import dataclass
from typing import Literal

from forestall.model.remark import Remark
from forestall.standards.sigma.document import Located, Path

WIDTH = 100  # characters of what was found


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document."""

    file: str
    located: Located
    document: dict[str, object]

    def error(self, path: Path, found: object, expected: str, hint: str = "") -> Remark:
        """Why the rule is refused."""
        return self._remark(path, found, expected, hint, "error")

    def warning(self, path: Path, found: object, expected: str, hint: str = "") -> Remark:
        """What is odd in a rule that runs."""
        return self._remark(path, found, expected, hint, "warning")

    def _remark(
        self, path: Path, found: object, expected: str, hint: str, severity: Literal["error", "warning"]
    ) -> Remark:
        text = found if isinstance(found, str) else repr(found)
        shown = text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
        column = ".".join(str(part) for part in path if isinstance(part, str)) or None
        return Remark(self.file, self.located.line_of(*path), column, shown, expected, hint, severity)
