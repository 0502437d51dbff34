"""Shortcuts: begun outside of any command, answered by a form, a direct message or a notice."""

from __future__ import annotations

from sandbox.people import Outcome, Person
from tests.support.community_stage import Stage, well
from tests.support.problem_threads import BLANK_PAGES


async def uses_old_shortcut(person: Person) -> Outcome:
    """One that an older manifest offered, and Slack still shows."""
    return await person._hands.shortcut(person.app, "problems.of_old")


async def test_what_a_form_of_a_shortcut_says_comes_as_a_direct_message(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await stage.community(ada)
    well(await ben.uses_shortcut("Share a problem"))
    before = len(ben.dms)
    well(await ben.submits(dict(BLANK_PAGES)))
    await stage.settle()
    assert len(ben.dms) == before + 1
    assert ben.ephemerals == []


async def test_a_message_in_a_channel_without_the_bot_is_answered_by_a_direct_message(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await stage.community(ada)
    stage.channel("elsewhere", ben, with_bot=False)
    message = await ben.posts("Half of them leave it blank.", channel="elsewhere")
    well(await ben.uses_message_shortcut("Make this a problem", message))
    before = len(ben.dms)
    well(await ben.submits(dict(BLANK_PAGES)))
    await stage.settle()
    assert len(ben.dms) == before + 1


async def test_in_a_channel_with_the_bot_the_answer_is_shown_there_to_the_person_alone(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await stage.community(ada)
    seen_by_ada = ada.ephemerals
    message = await ben.posts("Half of them leave it blank.", channel="math-plc")
    well(await ben.uses_message_shortcut("Make this a problem", message))
    well(await ben.submits(dict(BLANK_PAGES)))
    await stage.settle()
    (told,) = ben.ephemerals
    assert told.channel_id == math
    assert ada.ephemerals == seen_by_ada


async def test_who_belongs_nowhere_is_told_so_in_a_direct_message(stage: Stage) -> None:
    stranger = stage.person("Sam Stranger")
    well(await stranger.uses_shortcut("Share a problem"))
    await stage.settle()
    assert "no community here" in stranger.dms[-1].text
    assert stranger.modal is None


async def test_a_shortcut_of_an_older_manifest_is_answered_with_a_notice(stage: Stage, ben: Person) -> None:
    stage.channel("math-plc", ben)
    await uses_old_shortcut(ben)
    assert ben.modal is not None
    assert "/cop shows what you can do now" in ben.last_seen_text
