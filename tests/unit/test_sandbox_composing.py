"""What Slack makes of what a person types."""

from datetime import UTC, datetime

import pytest

from sandbox.composing import composed
from sandbox.workspace import Workspace


class StoppedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def workspace() -> Workspace:
    workspace = Workspace(StoppedClock())
    workspace.add_person("Ada Osei")
    workspace.add_person("Ada Osei Lee")
    workspace.add_channel("math-plc")
    return workspace


TYPED: list[tuple[str, str]] = [
    ("plain words", "plain words"),
    ("tea & <b>cake</b>", "tea &amp; &lt;b&gt;cake&lt;/b&gt;"),
    ("ask @Ada Osei Lee, or @ada.osei!", "ask <@U00000002|ada.osei.lee>, or <@U00000001|ada.osei>!"),
    ("ask @ada.oseı", "ask @ada.oseı"),
    ("mail me@ada.osei", "mail me@ada.osei"),
    ("in #math-plc and #nowhere", "in <#C00000001|math-plc> and #nowhere"),
    ("@channel look", "<!channel> look"),
    ("see https://a.b/c?d=1&e=2 now", "see <https://a.b/c?d=1&amp;e=2> now"),
]


@pytest.mark.parametrize(("typed", "sent"), TYPED)
def test_what_is_typed_becomes_slacks_markup(workspace: Workspace, typed: str, sent: str) -> None:
    assert composed(workspace, typed) == sent
