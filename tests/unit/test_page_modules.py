"""What holds of the page's own files, whatever is in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[2] / "sandbox" / "page" / "assets"
BENCH = Path(__file__).parents[1] / "browser" / "bench"
MODULES = sorted(ASSETS.rglob("*.js"))
SHEETS = sorted(ASSETS.rglob("*.css"))
PARSES = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|setHTML|createContextualFragment|DOMParser|srcdoc)\b"
    r"|document\.write|\beval\(|new Function\(|javascript:\w"
)
NAMES = re.compile(r"^import \{([^}]+)\} from", re.M)
WHOLE = re.compile(r'^import \* as \w+ from "([^"]+)"', re.M)
EXPORT = re.compile(r"^export (?:async )?(?:function|const|class) (\w+)", re.M)
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


def names_imported(module: Path) -> list[str]:
    """The names a module takes from others."""
    every = ",".join(NAMES.findall(module.read_text())).split(",")
    return [name.strip() for name in every if name.strip()]


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_modules_use_what_they_import(module: Path) -> None:
    text = module.read_text()
    own = [name.split(" as ")[-1] for name in names_imported(module)]
    assert [name for name in own if len(re.findall(rf"\b{re.escape(name)}\b", text)) < 2] == []


def test_whatever_a_module_exports_another_one_uses() -> None:
    every = [*MODULES, *BENCH.glob("*.js")]
    taken = {name.split(" as ")[0] for module in every for name in names_imported(module)}
    whole = {
        (module.parent / other).resolve() for module in MODULES for other in WHOLE.findall(module.read_text())
    }
    unused = [
        f"{name_of(module)}: {name}"
        for module in MODULES
        for name in EXPORT.findall(module.read_text())
        if name not in taken and module not in whole
    ]
    assert unused == []
