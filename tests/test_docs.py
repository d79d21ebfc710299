"""The manual says what the program does, and names no download address."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(p for p in ROOT.rglob("*.md") if not {".venv", ".forestall"} & set(p.parts))
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert broken == []


def test_every_decision_has_context_decision_consequences_alternatives() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert len(pages) >= 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        missing = [part for part in ("Context", "Decision", "Consequences", "Alternatives") if part not in text]
        assert (page.name, missing) == (page.name, [])


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(page.name[:4]) for page in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_lock_files_name_no_address() -> None:
    locks = [*ROOT.glob("requirements*.lock"), *ROOT.glob("src/**/package-lock.json"), *ROOT.glob("src/**/.npmrc")]
    assert [p.name for p in locks if re.search(r"https?://|--index|--find-links", p.read_text())] == []
    assert all("--hash=sha256:" in p.read_text() for p in ROOT.glob("requirements*.lock"))


def test_every_word_stands_in_the_word_list() -> None:
    words = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    for module in re.findall(r"`([a-z]+/[a-z_]+\.py)`", words):
        assert (ROOT / "src" / "forestall" / module).is_file(), module


def test_every_make_word_of_the_readme_exists() -> None:
    readme, makefile = (ROOT / "README.md").read_text(), (ROOT / "Makefile").read_text()
    for word in set(re.findall(r"`make ([a-z]+)", readme)):
        assert re.search(rf"^{word}:", makefile, re.M), word


def test_no_module_is_longer_than_400_lines() -> None:
    made = "content/client"  # written by `python -m forestall.web.client_writer`
    files = [str(p) for p in ROOT.glob("src/**/*.py") if made not in p.as_posix()]
    assert [f for f in files if len((ROOT / f).read_text(encoding="utf-8").splitlines()) > 400] == []
