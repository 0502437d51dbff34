"""Communities, convenings and people as they might be: what the cases of the golden files are made of."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from community.communities.views import (
    Community,
    CommunityDraft,
    FailedMessage,
    PlannedMessage,
    Purpose,
    StatusPage,
)
from community.convenings.views import (
    AgendaItem,
    Answers,
    Convening,
    ConveningDraft,
    ConveningWithAnswers,
    Recap,
    RsvpNote,
    SharedCommitment,
    SharedLearning,
)
from community.feedback.views import (
    Comment,
    CommentGroup,
    CommentPage,
    FeedbackForm,
    FeedbackSummary,
    MyFeedback,
    Question,
    RatingLine,
)
from community.home_views import HomeCommunity, HomeConvening, HomeFeedback
from community.ids import ChannelId, CommunityId, ConveningId, LearningId, UserId, WorkspaceId

TEAM = WorkspaceId("T01SCHOOL")
ADA, BEN, CHI, DEV = UserId("U01ADA"), UserId("U02BEN"), UserId("U03CHI"), UserId("U04DEV")
HOME, LEADERS = ChannelId("C01MATHPLC"), ChannelId("C02LEADERS")
ZONE = "America/Los_Angeles"
STARTS = datetime(2026, 12, 3, 15, 30)  # noqa: DTZ001 - wall time, as a convening keeps it
DAY = timedelta(days=1)


def instant(local: datetime) -> datetime:
    return local.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def people(count: int) -> tuple[UserId, ...]:
    return tuple(UserId(f"U{number:08}") for number in range(count))


def a_community(**changes: Any) -> Community:
    usual = Community(
        id=CommunityId(7),
        workspace_id=TEAM,
        name="Math PLC",
        purpose=Purpose(
            whom="teachers of mathematics in our three elementary schools",
            shared="pupils who give up on word problems",
            practice="let pupils do the thinking and the talking",
        ),
        home_channel=HOME,
        leaders_channel=LEADERS,
        zone=ZONE,
        year_starts_on=date(2026, 8, 24),
        year_ends_on=date(2027, 6, 11),
        semester_ends_on=date(2027, 1, 22),
        digest_weekday=4,
        digest_time=time(15, 0),
        facilitators=(ADA, BEN),
        holidays=(),
        skips_quiet_weeks=False,
        version=3,
    )
    return replace(usual, **changes)


def a_convening(starts: datetime = STARTS, **changes: Any) -> Convening:
    usual = Convening(
        id=ConveningId(42),
        workspace_id=TEAM,
        community_id=CommunityId(7),
        community_name="Math PLC",
        home_channel=HOME,
        title="Data walk: word problems in grade 4",
        objectives="Read our exit tickets together\nChoose one routine to try before January",
        starts_local=starts,
        zone=ZONE,
        minutes=75,
        starts_at=instant(starts),
        ends_at=instant(starts) + timedelta(minutes=75),
        mode="hybrid",
        place="Library, Lincoln Elementary",
        link="https://meet.example.org/math-plc?pwd=a&b=c",
        facilitator=ADA,
        note_taker=BEN,
        spotlight="Chi's number talks",
        announce_at=instant(starts.replace(hour=9, minute=0) - 14 * DAY),
        agenda=(
            AgendaItem("Welcome and what we tried", 10),
            AgendaItem("Data walk", 40),
            AgendaItem("Reflect and commit", 15),
        ),
        is_cancelled=False,
        cancel_reason="",
        sequence=0,
        version=1,
    )
    return replace(usual, **changes)


def a_bare_convening(**changes: Any) -> Convening:
    """As little as a facilitator may enter."""
    bare: dict[str, Any] = {
        "title": "Check-in",
        "objectives": "",
        "mode": "virtual",
        "place": "",
        "link": "",
        "facilitator": None,
        "note_taker": None,
        "spotlight": "",
        "agenda": (),
    }
    return a_convening(**(bare | changes))


def answered(convening: Convening | None = None, **changes: Any) -> ConveningWithAnswers:
    usual = ConveningWithAnswers(
        convening=convening or a_convening(),
        answers=Answers(going=(ADA, BEN, CHI), maybe=(DEV,), declined=(UserId("U05EVE"),)),
        notes=(
            RsvpNote(CHI, "going", "I'll join 15 minutes late"),
            RsvpNote(DEV, "maybe", "Waiting for cover"),
        ),
        unanswered=5,
    )
    return replace(usual, **changes)


def unanswered(convening: Convening | None = None) -> ConveningWithAnswers:
    return ConveningWithAnswers(convening or a_convening(), Answers(), (), unanswered=9)


def a_convening_draft(**changes: Any) -> ConveningDraft:
    usual = ConveningDraft(
        title="Data walk: word problems in grade 4",
        objectives="Read our exit tickets together",
        starts_on=STARTS.date(),
        starts_time=STARTS.time(),
        minutes_text="75",
        mode="hybrid",
        place="Library",
        link="https://meet.example.org/math-plc",
        agenda_text="Welcome, 10\nData walk, 40",
        facilitator=ADA,
        note_taker=BEN,
        spotlight="Chi's number talks",
        announce_on=date(2026, 11, 20),
        announce_time=time(8, 0),
    )
    return replace(usual, **changes)


def an_empty_convening_draft() -> ConveningDraft:
    return ConveningDraft(
        title="",
        objectives="",
        starts_on=None,
        starts_time=None,
        minutes_text="",
        mode="virtual",
        place="",
        link="",
        agenda_text="",
        facilitator=None,
        note_taker=None,
        spotlight="",
        announce_on=None,
    )


def a_community_draft(**changes: Any) -> CommunityDraft:
    community = a_community()
    usual = CommunityDraft(
        name=community.name,
        purpose=community.purpose,
        zone=community.zone,
        facilitators=community.facilitators,
        leaders_channel=community.leaders_channel,
        year_starts_on=community.year_starts_on,
        year_ends_on=community.year_ends_on,
        semester_ends_on=community.semester_ends_on,
        digest_weekday=community.digest_weekday,
        digest_time=community.digest_time,
        holidays_text="2026-11-26 to 2026-11-27 Thanksgiving",
        skips_quiet_weeks=True,
    )
    return replace(usual, **changes)


def an_empty_community_draft() -> CommunityDraft:
    empty = Purpose("", "", "")
    return CommunityDraft(
        "", empty, ZONE, (ADA,), None, None, None, None, digest_weekday=4, digest_time=time(15)
    )


def a_learning(**changes: Any) -> SharedLearning:
    usual = SharedLearning(
        LearningId("0123456789abcdef0123456789abcdef"),
        "Waiting ten seconds after a question doubled the hands.\nTry it: https://example.org/wait",
        CHI,
        "Data walk: word problems in grade 4",
    )
    return replace(usual, **changes)


def a_recap(**changes: Any) -> Recap:
    usual = Recap(
        convening=a_convening(),
        attended=(ADA, BEN, CHI),
        attendance_known=True,
        learnings=(a_learning(), a_learning(text="Drawing first helps.", author=None)),
        commitments=(SharedCommitment(BEN, "Start each lesson with a number talk for two weeks"),),
    )
    return replace(usual, **changes)


QUESTIONS = (
    Question("objectives_met", "rating", "The objectives of this convening were met"),
    Question("relevant", "rating", "It was relevant to my work"),
    Question("voice_heard", "rating", "My voice was heard"),
    Question("learnt", "rating", "I learnt something I will use"),
    Question("worth_time", "rating", "It was worth my time"),
    Question("valuable", "open", "What was most valuable?"),
    Question("change", "open", "What is one thing to change?"),
    Question("next_step", "open", "What will you try next?"),
    Question("learning", "open", "Is there a learning worth sharing?"),
)


def a_feedback_form(**changes: Any) -> FeedbackForm:
    usual = FeedbackForm(
        convening=a_convening(),
        questions=QUESTIONS,
        closes_at=instant(STARTS) + 7 * DAY,
        mine=MyFeedback(ratings={}, comments={}),
        has_answered=False,
    )
    return replace(usual, **changes)


def my_feedback(**changes: Any) -> MyFeedback:
    usual = MyFeedback(
        ratings={"objectives_met": 5, "relevant": 4, "voice_heard": 1},
        comments={
            "valuable": "Seeing the exit tickets of others",
            "next_step": "Number talks",
            "learning": "Wait",
        },
        commits=True,
        shares_learning=True,
        shows_name=True,
    )
    return replace(usual, **changes)


def a_summary(**changes: Any) -> FeedbackSummary:
    usual = FeedbackSummary(
        convening=a_convening(),
        asked=12,
        answered=9,
        is_shown=True,
        ratings=(
            RatingLine("The objectives of this convening were met", 4.44, (0, 0, 1, 3, 5)),
            RatingLine("My voice was heard", 3.0, (1, 2, 3, 2, 1)),
        ),
        comments=(
            CommentGroup(
                "What was most valuable?", (Comment("The exit tickets", ADA), Comment("The pace", None))
            ),
            CommentGroup("What is one thing to change?", ()),
        ),
        overall=4.1,
        previous_overall=3.8,
        closes_at=instant(STARTS) + 7 * DAY,
        is_closed=False,
    )
    return replace(usual, **changes)


def a_comment_page(**changes: Any) -> CommentPage:
    usual = CommentPage(
        convening=a_convening(),
        asked=12,
        answered=9,
        is_shown=True,
        groups=a_summary().comments[:1],
        count=2,
        page=1,
        pages=1,
    )
    return replace(usual, **changes)


def a_planned_message(**changes: Any) -> PlannedMessage:
    usual = PlannedMessage(
        group="convenings.reminder|convening:42|29400000",
        kind="convenings.reminder",
        title="Data walk: word problems in grade 4",
        recipient=HOME,
        recipients=1,
        is_channel=True,
        due_at=instant(STARTS - DAY),
        note="",
        can_take_note=True,
    )
    return replace(usual, **changes)


def to_people(count: int, **changes: Any) -> PlannedMessage:
    return a_planned_message(
        group="convenings.rsvp_nudge|convening:42|29390000",
        kind="convenings.rsvp_nudge",
        recipient=CHI,
        recipients=count,
        is_channel=False,
        can_take_note=False,
        **changes,
    )


def a_failed_message(**changes: Any) -> FailedMessage:
    usual = FailedMessage(
        kind="digests.leaders",
        title="Math PLC",
        recipient=LEADERS,
        is_channel=True,
        state="failed",
        error="is_archived",
        advice="The channel is archived. Unarchive it, or choose another one with /cop setup.",
        count=1,
        at=instant(STARTS - 2 * DAY),
    )
    return replace(usual, **changes)


def a_status_page(**changes: Any) -> StatusPage:
    usual = StatusPage(
        community=a_community(),
        planned=(to_people(5), a_planned_message(note="Bring two exit tickets"), to_people(1)),
        planned_more=4,
        failed=(
            a_failed_message(),
            a_failed_message(
                kind="feedback.request",
                state="expired",
                error="",
                advice="",
                is_channel=False,
                recipient=BEN,
                count=3,
            ),
        ),
    )
    return replace(usual, **changes)


def a_home_convening(**changes: Any) -> HomeConvening:
    convening = a_convening()
    usual = HomeConvening(
        convening_id=convening.id,
        title=convening.title,
        starts_at=convening.starts_at,
        zone=convening.zone,
        mode=convening.mode,
        place=convening.place,
        link=convening.link,
        my_answer=None,
    )
    return replace(usual, **changes)


def a_home_community(**changes: Any) -> HomeCommunity:
    usual = HomeCommunity(
        community=a_community(),
        is_facilitator=False,
        next_convening=a_home_convening(),
        feedback=(HomeFeedback(41, "Number talks", instant(STARTS - 3 * DAY), has_answered=False),),
        status=None,
    )
    return replace(usual, **changes)
