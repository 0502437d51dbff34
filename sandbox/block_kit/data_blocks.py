"""Tables and charts. Where sources give two numbers the lower one holds."""

import math
from collections.abc import Iterator, Mapping

from sandbox.block_kit.inspection import Inspection
from sandbox.block_kit.rich_text import RICH_TEXT
from sandbox.block_kit.shapes import (
    ByType,
    Check,
    Json,
    Shape,
    anything,
    boolean,
    integer,
    list_of,
    one_of,
    string,
)

MAX_CELL_CHARACTERS = 10_000
MAX_TABLE_ROWS, MAX_DATA_ROWS, MAX_COLUMNS = 100, 101, 20
MAX_CHARTS = 2


def _number(value: object, pointer: str, found: Inspection) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        found.wrong_type(pointer, "a number")
    elif isinstance(value, float) and not math.isfinite(value):
        found.report(pointer, "must be a finite number", type="format")


_RAW_TEXT = Shape({"type": anything, "text": string()}, required=("text",))
_RAW_NUMBER = Shape({"type": anything, "value": _number, "text": string()}, required=("value",))
_CELLS: Mapping[str, Check] = {"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, **RICH_TEXT.checks}
_CELL = ByType(_CELLS)
_HEADER_CELL = ByType({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER})
_COLUMN = Shape({"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _texts(value: object) -> Iterator[str]:
    """Every string a reader would see in a cell."""
    if isinstance(value, dict):
        for name, entry in value.items():
            if name == "text" and isinstance(entry, str):
                yield entry
            else:
                yield from _texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)


def _count_cells(block: Json, pointer: str, found: Inspection) -> None:
    """10,000 characters for all cells of all tables of a message."""
    found.cell_characters += sum(map(len, _texts(block.get("rows"))))
    if found.cell_characters > MAX_CELL_CHARACTERS:
        found.too_long(f"{pointer}/rows", MAX_CELL_CHARACTERS, found.cell_characters)


def _one_table(block: Json, pointer: str, found: Inspection) -> None:
    found.tables += 1
    if found.tables > 1:
        found.report(pointer, "only one table allowed", type="unique")


def _data_rows(value: object, pointer: str, found: Inspection) -> None:
    """The first row is the header; every row is as wide as it."""
    if not isinstance(value, list):
        found.wrong_type(pointer, "an array")
        return
    if len(value) > MAX_DATA_ROWS:
        found.too_many(pointer, MAX_DATA_ROWS, len(value))
    elif len(value) < 2:
        found.too_few(pointer, 2, len(value))
    for index, row in enumerate(value):
        list_of(_CELL if index else _HEADER_CELL, 1, MAX_COLUMNS)(row, f"{pointer}/{index}", found)
        if isinstance(row, list) and isinstance(value[0], list) and len(row) != len(value[0]):
            found.report(f"{pointer}/{index}", "all rows must have the same number of cells", type="columns")


def _row_header_exists(block: Json, pointer: str, found: Inspection) -> None:
    column, rows = block.get("row_header_column_index"), block.get("rows")
    if isinstance(column, int) and isinstance(rows, list) and rows and isinstance(rows[0], list):
        integer(0, max(len(rows[0]) - 1, 0))(column, f"{pointer}/row_header_column_index", found)


_LABEL = string(20)
_SEGMENT = Shape({"label": _LABEL, "value": _number}, required=("label", "value"))
_SERIES = Shape({"name": _LABEL, "data": list_of(_SEGMENT, 1, 20)}, required=("name", "data"))
_AXES = Shape(
    {"categories": list_of(_LABEL, 1, 20), "x_label": string(50), "y_label": string(50)},
    required=("categories",),
)


def _positive_segments(chart: Json, pointer: str, found: Inspection) -> None:
    segments = chart.get("segments")
    for index, segment in enumerate(segments if isinstance(segments, list) else []):
        size = segment.get("value") if isinstance(segment, dict) else None
        if isinstance(size, int | float) and not size > 0:
            found.report(f"{pointer}/segments/{index}/value", "must be greater than 0", type="minimum")


def _series_match_categories(chart: Json, pointer: str, found: Inspection) -> None:
    """Each series has one value for each category, and a name of its own."""
    axes = chart.get("axis_config")
    categories = axes.get("categories") if isinstance(axes, dict) else None
    names: list[object] = []
    series = chart.get("series")
    for index, one in enumerate(series if isinstance(series, list) else []):
        if not isinstance(one, dict):
            continue
        data = one.get("data")
        if isinstance(data, list) and isinstance(categories, list) and not _covers(data, categories):
            found.report(
                f"{pointer}/series/{index}/data", "must have one value per category", type="categories"
            )
        if one.get("name") in names:
            found.report(f"{pointer}/series/{index}/name", "series names must be unique", type="unique")
        names.append(one.get("name"))


def _covers(data: list[object], categories: list[object]) -> bool:
    labels = [point.get("label") for point in data if isinstance(point, dict)]
    return len(labels) == len(categories) and all(category in labels for category in categories)


def _no_more_than_two_charts(block: Json, pointer: str, found: Inspection) -> None:
    found.charts += 1
    if found.charts > MAX_CHARTS:
        found.report(
            pointer, f"no more than {MAX_CHARTS} data_visualization blocks allowed", type="max_items"
        )


_SERIES_CHART = Shape(
    {"type": anything, "series": list_of(_SERIES, 1, 6), "axis_config": _AXES},
    required=("series", "axis_config"),
    rules=(_series_match_categories,),
)
_CHART = ByType(
    {
        "pie": Shape(
            {"type": anything, "segments": list_of(_SEGMENT, 1, 6)},
            required=("segments",),
            rules=(_positive_segments,),
        ),
        "bar": _SERIES_CHART,
        "area": _SERIES_CHART,
        "line": _SERIES_CHART,
    }
)


def data_block_shapes(block_fields: Mapping[str, Check]) -> dict[str, Check]:
    """The data blocks' checks; `block_fields` are the fields every block has."""
    return {
        "table": Shape(
            {
                **block_fields,
                "rows": list_of(list_of(_CELL, 1, MAX_COLUMNS), 1, MAX_TABLE_ROWS),
                "column_settings": list_of(_COLUMN, 0, MAX_COLUMNS),
            },
            required=("rows",),
            rules=(_one_table, _count_cells),
        ),
        "data_table": Shape(
            {
                **block_fields,
                "caption": string(),
                "rows": _data_rows,
                "page_size": integer(1, 100),
                "row_header_column_index": integer(0),
            },
            required=("caption", "rows"),
            rules=(_row_header_exists, _count_cells),
        ),
        "data_visualization": Shape(
            {**block_fields, "title": string(50), "chart": _CHART},
            required=("title", "chart"),
            rules=(_no_more_than_two_charts,),
        ),
    }
