"""What buttons, forms and words about digests say, read into the community's terms."""

from __future__ import annotations

from datetime import date

from community.digests.views import Draft, DraftEdit, ToldLearning
from community.errors import InvalidInput
from community.ids import AskId, ChannelId, DigestId, LearningId, OfferId
from community.learnings.searching import read_search
from handlers.payloads import Click, Command, Submission
from message_templates.values import Ref, UnreadableRef

LEADERS = "leaders"
PLACES = ("lead1", "lead2", "lead3", "lead4", "lead5")  # fields: what leads, in order
DROPPED = "dropped"
MOST_CHOICES = 40  # learnings in a menu of the draft's form, of which Slack takes only so much
TWICE = "This one has a place above already."
BOTH = "What has a place above leads: take it out of one of the two."


def digest_of(ref: Ref) -> DigestId:
    """Raises `UnreadableRef` when no digest is named."""
    if ref.digest is None:
        raise UnreadableRef("no digest is named")
    return DigestId(ref.digest)


def offer_of(ref: Ref) -> OfferId:
    """Raises `UnreadableRef` when no offer is named."""
    if ref.offer is None:
        raise UnreadableRef("no offer is named")
    return OfferId(ref.offer)


def ask_of(ref: Ref) -> AskId:
    """Raises `UnreadableRef` when no ask is named."""
    if ref.ask is None:
        raise UnreadableRef("no ask is named")
    return AskId(ref.ask)


def place_of(asked: Command | Click | Submission) -> ChannelId | None:
    """The channel something was done in, which tells leaders from others; of a form, where it was opened.

    Slack says it for commands and clicks, and a form brings back what we gave it: nobody else can.
    """
    if isinstance(asked, Submission):
        channel = asked.ref.channel
    else:
        channel = asked.channel or (asked.opened_from.channel if isinstance(asked, Click) else None)
    return None if channel is None else ChannelId(channel)


def find_day(words: str, today: date) -> date | None:
    """The day somebody typed: `2026-11-20`, `20 Nov`, `November 20th`, or the first of `last week`.

    None for anything else. Without a year it is the last such day until today.
    """
    read = read_search(f"since {words}", today)
    return None if read.words or read.kind or read.tag else read.since


def choices_of(draft: Draft) -> tuple[ToldLearning, ...]:
    """The learnings a facilitator may move, those that lead first."""
    here = [each for each in draft.digest.all_learnings if not each.is_withdrawn]
    return tuple(here[:MOST_CHOICES])


def read_edit(form: Submission, draft: Draft) -> DraftEdit:
    """The draft as the form has it. Choices the form could not show stay as they are."""
    values, kept = form.values, draft.edit
    shown = {each.id for each in choices_of(draft)}
    first, dropped = kept.first, kept.dropped
    if DROPPED in form.inputs:
        places = [LearningId(chosen) for place in PLACES if (chosen := values.choice(place))]
        first = (*places, *(each for each in kept.first if each not in shown))
        ticked = values.ticks(DROPPED)
        dropped = (*sorted(map(LearningId, ticked)), *(each for each in kept.dropped if each not in shown))
    return DraftEdit(
        intro=values.text("intro"),
        leaders_note=values.text("leaders_note"),
        first=tuple(dict.fromkeys(first)),
        dropped=tuple(dict.fromkeys(dropped)),
        without=tuple(sorted(values.ticks("without"))),
    )


def check_places(form: Submission) -> None:
    """Raises `InvalidInput` beside a place that is given to the same learning as another."""
    chosen = [(place, form.values.choice(place)) for place in PLACES]
    given = [learning for _, learning in chosen if learning]
    problems = {
        place: TWICE
        for number, (place, learning) in enumerate(chosen)
        if learning and learning in [earlier for _, earlier in chosen[:number]]
    }
    if form.values.ticks(DROPPED) & set(given):
        problems[DROPPED] = BOTH
    if problems:
        raise InvalidInput(problems)
