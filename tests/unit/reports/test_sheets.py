"""Reports as tables: what a spreadsheet gets, and what it must not take for a formula."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preview.case import with_typed
from bot.preview.hostile import HOSTILE
from bot.preview.samples_reports import a_bare_report, a_report, an_annual_review
from community.reports.sheets import Sheet, archive, as_csv, safe, sheets

FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def files_of(packed: bytes) -> dict[str, list[list[str]]]:
    """Each file's rows, as a spreadsheet reads them."""
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        assert files.testzip() is None
        texts = {name: files.read(name).decode("utf-8-sig") for name in files.namelist()}
    return {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in texts.items()}


def rows_of(name: str, packed: bytes) -> list[dict[str, str]]:
    header, *rows = files_of(packed)[name]
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    "typed",
    [
        '=HYPERLINK("http://evil.example")',
        "+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\x00=1",
        "＝1",
    ],
)
def test_what_looks_like_a_formula_stays_text(typed: str) -> None:
    assert safe(typed).startswith("'")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("fine;=1+1;end", "fine;'=1+1;end"),
        ("fine; \u00a0-1", "fine;' -1"),
        ('fine;"=1+1', "fine;'\"=1+1"),
        ("a;b; c", "a;b; c"),
        ("=1;=2", "'=1;'=2"),
    ],
)
def test_nor_where_columns_are_parted_at_semicolons(typed: str, kept: str) -> None:
    assert safe(typed) == kept


def test_several_lines_become_one_since_each_would_begin_a_row() -> None:
    assert safe("First\r\n\n  =1+1\tand\u2028more ") == "First =1+1 and more"


@pytest.mark.parametrize("typed", ["Half = 50 %", "a-b", "3 + 4", "", "שלום", "'quoted'", "5 %"])
def test_other_words_stay_as_they_are(typed: str) -> None:
    assert safe(typed) == typed


WHATEVER = st.text() | st.text(";=+-@\"', \n\r\t1")


@given(st.lists(st.tuples(WHATEVER, WHATEVER, WHATEVER)))
def test_no_cell_of_whatever_text_begins_as_a_formula(typed: list[tuple[str, str, str]]) -> None:
    """Where a comma parts decimals, the program that opens it parts columns at semicolons."""
    text = as_csv(Sheet("x", ("one", "two", "three"), tuple(typed))).decode("utf-8-sig")
    for parted_at in (",", ";"):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=parted_at):
            assert not any(cell.lstrip().startswith(FORMULAS) for cell in row)


def test_numbers_and_days_are_cells_of_their_own() -> None:
    packed = archive(a_report())
    first, second = rows_of("convenings.csv", packed)
    assert (first["date"], first["came"], first["said they would come"]) == ("2026-10-08", "", "9")
    assert (second["came"], second["commitments"]) == ("11", "4")
    values = rows_of("cycle values.csv", packed)
    assert len(values) == 34 + 3  # also those its chart has no room for
    assert values[-1]["value"] == "33.5"


def test_a_negative_number_is_a_number_and_no_formula() -> None:
    assert as_csv(Sheet("x", ("value",), ((-2.5,),))).decode("utf-8-sig") == "value\r\n-2.5\r\n"


def test_files_begin_with_a_byte_order_mark_and_end_lines_as_spreadsheets_expect() -> None:
    with zipfile.ZipFile(io.BytesIO(archive(a_report()))) as files:
        for name in files.namelist():
            content = files.read(name)
            assert content.startswith(b"\xef\xbb\xbf")
            assert content.endswith(b"\r\n")


def test_only_tables_with_rows_are_packed() -> None:
    assert list(files_of(archive(a_bare_report()))) == ["learnings.csv"]
    assert "strategies.csv" in files_of(archive(an_annual_review()))
    assert len(sheets(a_bare_report())) == 10


def test_the_same_report_is_the_same_archive() -> None:
    assert archive(a_report()) == archive(a_report())


def test_feedback_below_five_or_still_open_has_no_figures() -> None:
    rows = rows_of("feedback.csv", archive(a_report()))
    assert [(row["average of 1 to 5"], row["average before"], row["note"]) for row in rows] == [
        ("", "", "fewer than five answers"),
        ("3.84", "", ""),
        ("4.12", "3.84", ""),
        ("", "", "answers are still coming in"),
    ]


def test_people_are_named_and_who_did_not_want_to_be_is_a_member() -> None:
    rows = rows_of("learnings.csv", archive(a_report()))
    assert [row["by"] for row in rows] == ["Ben Whitehorse", "Chi Nguyen", "a member"]


@pytest.mark.parametrize("name", HOSTILE)
def test_every_table_holds_together_whatever_was_typed(name: str) -> None:
    for rows in files_of(archive(with_typed(an_annual_review(), HOSTILE[name]))).values():
        assert len({len(row) for row in rows}) == 1
        texts = [cell for row in rows[1:] for cell in row if not _is_number(cell)]
        assert not any(cell.lstrip().startswith(FORMULAS) for cell in texts)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
