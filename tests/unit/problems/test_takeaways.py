"""Takeaways in the presenter's order, as the learnings stand that they became."""

from __future__ import annotations

import pytest

from community.problems.takeaways import as_they_stand


@pytest.mark.parametrize(
    ("written", "standing", "found"),
    [
        ("Wait\nAsk", ["Ask", "Wait"], ("Wait", "Ask")),
        ("Wait\nAsk", ["Ask"], ("Ask",)),
        ("Wait\nAsk", [], ()),
        ("Wait\nAsk", ["Ask", "Wait longer"], ("Wait longer", "Ask")),
        ("Wait\nAsk", ["Wait", "Ask\n- and listen"], ("Wait", "Ask and listen")),
        ("Wait\nWait", ["Wait"], ("Wait",)),
        ("Wait\nWait", ["Wait", "Ask"], ("Wait", "Ask")),
        ("", ["Ask"], ("Ask",)),
    ],
)
def test_takeaways_are_what_stands_in_the_presenters_order(
    written: str, standing: list[str], found: tuple[str, ...]
) -> None:
    assert as_they_stand(written, standing) == found
