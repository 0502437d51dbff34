"""The tour's eyes: what shows that something was done, and what only looks like it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.demo.evidence import Evidence
from bot.demo.scenarios.people import ADA, BEN, CARMEN, DMITRI, HOME, add_people, find
from bot.demo.tour import Tour
from bot.manifest import build_manifest
from community.clock import MovableClock
from message_templates.ids import ActionId, FormId
from sandbox.journal import Entry
from sandbox.messages import Content
from sandbox.model import InstalledApp
from sandbox.workspace import Workspace

NOW = datetime(2026, 9, 8, 15, 30, tzinfo=UTC)  # a Tuesday
ALL_ANSWERS = (ActionId.RSVP_GOING, ActionId.RSVP_MAYBE, ActionId.RSVP_DECLINED)


@pytest.fixture
def workspace() -> Workspace:
    workspace = Workspace(MovableClock(NOW))
    add_people(workspace, workspace.install_app(build_manifest()))
    return workspace


@pytest.fixture
def app(workspace: Workspace) -> InstalledApp:
    return next(iter(workspace.apps.values()))


@pytest.fixture
def evidence(workspace: Workspace, app: InstalledApp) -> Evidence:
    return Evidence(workspace, app)


def an_entry(action: Any = "post", **values: Any) -> Entry:
    return Entry(at=NOW, action=action, **values)


def buttons(*actions: str) -> list[dict[str, Any]]:
    return [{"type": "actions", "elements": [{"type": "button", "action_id": str(one)} for one in actions]}]


def id_of(workspace: Workspace, name: str) -> str:
    user = find(workspace, name)
    assert user is not None
    return user.id


def put(workspace: Workspace, app: InstalledApp, key: str, text: str) -> Entry:
    """A message of the bot in the home channel, and what the journal says of a reply to it."""
    channel = next(one for one in workspace.channels.values() if one.name == HOME)
    metadata = {"event_type": "x", "event_payload": {"key": key}}
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    content = Content(text, blocks=blocks, metadata=metadata)
    message = workspace.add_message(channel, app.bot_user_id, content, app=app)
    return an_entry(channel=channel.id, thread_ts=message.ts, ts="9999999999.000001")


def test_an_answer_is_shown_by_the_answers_left_to_give(evidence: Evidence) -> None:
    left = buttons(ActionId.RSVP_MAYBE, ActionId.RSVP_DECLINED, ActionId.RSVP_NOTE)
    assert evidence.shows_an_answer(an_entry("ephemeral", user="U1", blocks=left))
    assert evidence.shows_an_answer(an_entry("update", user="U1", key="convenings.rsvp_nudge:1", blocks=left))


def test_being_asked_is_no_answer(evidence: Evidence) -> None:
    asked = buttons(*ALL_ANSWERS)
    assert not evidence.shows_an_answer(an_entry("ephemeral", user="U1", blocks=asked))
    assert not evidence.shows_an_answer(
        an_entry("post", user="U1", key="convenings.rsvp_nudge:1", blocks=asked)
    )
    assert not evidence.shows_an_answer(an_entry("update", key="convenings.announcement:1", blocks=asked))


def test_a_reply_to_a_problem_is_anothers_not_the_presenters_nor_the_bots(
    workspace: Workspace, app: InstalledApp, evidence: Evidence
) -> None:
    dmitri, carmen = id_of(workspace, DMITRI), id_of(workspace, CARMEN)
    reply = put(workspace, app, "problems.opening:1", f"put to you by <@{dmitri}>")

    def by(who: str) -> bool:
        entry = an_entry(channel=reply.channel, thread_ts=reply.thread_ts, ts=reply.ts, by=who)
        return evidence.is_reply_to_problem(entry)

    assert by(carmen)
    assert not by(dmitri)
    assert not by(app.bot_user_id)


def test_a_message_of_somebody_in_another_thread_is_no_reply_to_a_problem(
    workspace: Workspace, app: InstalledApp, evidence: Evidence
) -> None:
    reply = put(workspace, app, "convenings.announcement:1", "Data walk")
    carmen = id_of(workspace, CARMEN)
    entry = an_entry(channel=reply.channel, thread_ts=reply.thread_ts, ts=reply.ts, by=carmen)
    assert not evidence.is_reply_to_problem(entry)
    assert not evidence.is_reply_to_problem(an_entry(channel=reply.channel, ts=reply.ts, by=carmen))


def test_feedback_is_shown_by_the_request_that_became_a_thank_you(evidence: Evidence) -> None:
    asked = buttons(ActionId.FEEDBACK_OPEN, ActionId.PROMPTS_STOP)
    thanked = buttons(ActionId.FEEDBACK_OPEN)
    key = "feedback.request:1:U1"
    assert not evidence.shows_feedback(an_entry("post", user="U1", key=key, blocks=asked))
    assert not evidence.shows_feedback(an_entry("update", user="U1", key=key, blocks=asked))
    assert evidence.shows_feedback(an_entry("update", user="U1", key=key, blocks=thanked))
    assert evidence.shows_feedback(an_entry("ephemeral", user="U1", blocks=thanked))


def test_nothing_answers_a_digest_that_has_not_come(evidence: Evidence) -> None:
    useful = an_entry("ephemeral", user="U1", blocks=buttons(ActionId.LEARNING_ENDORSE))
    assert not evidence.answers_a_digest(useful)
    evidence.note(an_entry(key="digests.members:1", channel="C1"))
    assert evidence.answers_a_digest(useful)


def test_a_form_that_was_opened_and_left_answers_no_digest(evidence: Evidence) -> None:
    evidence.note(an_entry(key="digests.members:1", channel="C1"))
    form = {"type": "modal", "callback_id": FormId.ASK_LEADERS.value}
    assert not evidence.answers_a_digest(an_entry("view", user="U1", view=form))
    assert not evidence.answers_a_digest(an_entry("ephemeral", user="U1", text="Some help"))
    evidence.note(an_entry("view", user="U1", view=form))
    assert evidence.answers_a_digest(an_entry("ephemeral", user="U1", text="The leaders will read it"))
    assert not evidence.answers_a_digest(an_entry("ephemeral", user="U1", text="Some help"))


def test_what_was_sent_before_is_read_from_the_messages_that_are_there(
    workspace: Workspace, app: InstalledApp
) -> None:
    assert not Evidence(workspace, app).has("problems.step", "2")
    put(workspace, app, "problems.step:1:2:2026-09-10T16:00:00Z", "Step 2 of 6")
    again = Evidence(workspace, app)
    assert again.has("problems.step", "2")
    assert not again.has("problems.step", "3")


def test_a_finished_step_stays_finished(workspace: Workspace, app: InstalledApp) -> None:
    tour = Tour(workspace, app)
    assert tour.saw(an_entry(key="communities.ready:1", channel="C1"))
    assert tour.done == {"setup"}
    again = Tour(workspace, app, done=[*tour.done, "a step of an older tour"])
    assert [step.is_done for step in again.guide(is_on=True, current=1).steps] == [True] + 9 * [False]
    assert again.done == {"setup"}


@pytest.mark.parametrize(
    ("today", "meets_on"),
    [
        (date(2026, 9, 8), "Thu 10 Sep 3:30pm"),
        (date(2026, 9, 9), "Thu 17 Sep 3:30pm"),
        (date(2026, 9, 10), "Thu 17 Sep 3:30pm"),
        (date(2026, 12, 30), "Thu 7 Jan 3:30pm"),
    ],
)
def test_the_convening_to_schedule_is_on_a_thursday_soon_to_come(today: date, meets_on: str) -> None:
    workspace = Workspace(MovableClock(datetime(today.year, today.month, today.day, 18, tzinfo=UTC)))
    tour = Tour(workspace, workspace.install_app(build_manifest()))
    point_at = tour.guide(is_on=True, current=1).steps[1].point_at
    assert point_at is not None
    assert point_at.composer == f"/cop schedule {meets_on} 60m What our exit tickets say"


def test_time_has_passed_when_the_channel_hears_of_it_and_not_when_single_people_do(
    workspace: Workspace, app: InstalledApp
) -> None:
    tour = Tour(workspace, app, ["problem"])
    before = tour.guide(is_on=True, current=4).steps[4].text
    assert "until Dmitri's problem opens" in before
    for kind in ("problems.presenter_reminder", "convenings.rsvp_nudge"):
        tour.saw(an_entry(key=f"{kind}:1", user="U1", channel="D1"))
    assert "time" not in tour.done
    assert "once more" in tour.guide(is_on=True, current=4).steps[4].text
    tour.saw(an_entry(key="problems.opening:1", channel="C1"))
    assert "time" in tour.done


def test_without_a_problem_the_tour_speaks_of_none(workspace: Workspace, app: InstalledApp) -> None:
    step = Tour(workspace, app).guide(is_on=True, current=4).steps[4]
    assert "Dmitri" not in step.text
    assert "reminder of the convening" in step.text


def test_texts_are_short_and_every_step_points_somewhere(workspace: Workspace, app: InstalledApp) -> None:
    new, under_way = Tour(workspace, app), Tour(workspace, app, ["problem"])
    assert len(new.guide(is_on=True, current=0).steps) == 10
    for step in (*new.guide(is_on=True, current=0).steps, *under_way.guide(is_on=True, current=0).steps):
        assert len(step.text) <= 260
        assert len(step.title) <= 40
        assert step.point_at is not None
        assert step.point_at.as_json()
        assert step.as_user is not None
        assert step.where is not None


def test_whoever_was_asked_is_who_gives_feedback(workspace: Workspace, app: InstalledApp) -> None:
    tour = Tour(workspace, app)
    ada, ben = id_of(workspace, ADA), id_of(workspace, BEN)
    assert tour.saw(an_entry(key="feedback.request:1:a", user=ada, channel="D1"))
    assert tour.guide(is_on=True, current=7).steps[7].as_user == ada
    tour.saw(an_entry(key="feedback.request:1:b", user=ben, channel="D2"))
    step = tour.guide(is_on=True, current=7).steps[7]
    assert step.as_user == ben
    assert step.where is not None
    assert step.where.dm == app.id


def test_in_a_workspace_of_other_people_the_tour_has_no_people() -> None:
    workspace = Workspace(MovableClock(NOW))
    app = workspace.install_app(build_manifest())
    guide = Tour(workspace, app).guide(is_on=False, current=None)
    assert {step.as_user for step in guide.steps} == {None}
