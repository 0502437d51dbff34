"""What holds of the page's own files, whatever is in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[2] / "sandbox" / "page" / "assets"
MODULES = sorted(ASSETS.rglob("*.js"))
SHEETS = sorted(ASSETS.rglob("*.css"))
PARSES = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|setHTML|createContextualFragment|DOMParser|srcdoc)\b"
    r"|document\.write|\beval\(|new Function\(|javascript:\w"
)
IMPORT = re.compile(r"""(?:from|import)\s*\(?["']([^"']+)["']""")


def name_of(path: Path) -> str:
    return path.relative_to(ASSETS).as_posix()


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_no_module_lets_text_become_html_or_program(module: Path) -> None:
    assert PARSES.findall(module.read_text()) == []


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_modules_import_only_modules_that_are_there(module: Path) -> None:
    for imported in IMPORT.findall(module.read_text()):
        assert imported.startswith("."), f"{imported} is nothing of ours"
        assert (module.parent / imported).is_file(), imported


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_style_sheets_load_nothing(sheet: Path) -> None:
    text = sheet.read_text()
    assert "@import" not in text
    assert re.findall(r"url\((?!['\"]?data:)", text) == []


def test_every_module_is_used() -> None:
    used = {
        (module.parent / one).resolve() for module in MODULES for one in IMPORT.findall(module.read_text())
    }
    assert [name_of(module) for module in MODULES if module not in used] == ["main.js"]
