"""Help for a team that is stuck: its facilitators are told, and can put it in touch with others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from community.communities.reading import get_community
from community.deliveries import Wanted
from community.errors import CycleNotFound, NotAllowed, WrongStage
from community.ids import CycleId, DeliveryKind, DeliveryState, UserId
from community.pdsa.cards import lines_of
from community.pdsa.keys import cycle_subject
from community.pdsa.reading import checkin_view, find_cycle, find_cycles, last_checkins
from community.pdsa.story import TIME_FOR_WORDS, add_message
from community.pdsa.touchpoints import people_of
from community.pdsa.views import Checkin, Cycle, CycleLine, HelpWanted, Introduction, Status
from community.permissions import is_facilitator
from community.problems.likeness import Traits, key_of, traits_of, why_alike
from community.work import Caller, Work, audit
from storage.queries import observations as queries
from storage.queries import pdsa as cycle_queries

MOST_PEERS: Final = 5
LOOKED_THROUGH: Final = 200  # the community's newest cycles: about two years'
LONGEST_NOTE: Final = 500
_USEFUL_FOR: Final = timedelta(days=7)


async def helpers_of(work: Work, cycle: Cycle, asking: UserId) -> tuple[UserId, ...]:
    """The facilitators, but for whoever asks for help."""
    community = await get_community(work.session, cycle.workspace_id, cycle.community_id)
    return tuple(each for each in community.facilitators if each != asking)


async def ask_facilitators(
    work: Work,
    cycle: Cycle,
    checkin_id: int,
    facilitators: Sequence[UserId],
    *,
    has_new_words: bool,
    waits: bool,
) -> None:
    """Tell each of them, once.

    `has_new_words`: words were added to a check-in; who was told of it before is told once more.
    `waits`: words may follow.
    """
    due_at = work.now + TIME_FOR_WORDS if waits else work.now
    for facilitator in facilitators:
        key = f"{DeliveryKind.CYCLE_HELP_WANTED}:{checkin_id}:{facilitator}"
        if has_new_words and await _was_told(work, cycle, key):
            key = f"{key}:words"
        await add_message(
            work,
            cycle,
            Wanted(
                kind=DeliveryKind.CYCLE_HELP_WANTED,
                key=key,
                recipient=facilitator,
                due_at=due_at,
                expires_at=due_at + _USEFUL_FOR,
                context={"checkin": checkin_id},
            ),
        )


async def find_help_wanted(work: Work, checkin_id: int, reader: UserId) -> HelpWanted | None:
    """`None` once the cycle is over, its people have said since that it goes well again, or `reader` no
    longer facilitates."""
    row = await cycle_queries.find_checkin(work.session, checkin_id)
    cycle = None if row is None else await find_cycle(work.session, CycleId(row.cycle_id))
    if row is None or cycle is None or not cycle.is_open:
        return None
    if not await is_facilitator(work, Caller(cycle.workspace_id, reader), cycle.community_id):
        return None
    checkin = checkin_view(row, cycle, ())
    is_stuck = checkin.status is Status.STUCK and cycle.status is Status.STUCK
    if not is_stuck and not checkin.help_wanted:
        return None
    return HelpWanted(cycle, checkin, await find_peers(work, cycle))


async def help_for(work: Work, cycle: Cycle) -> HelpWanted:
    """The last check-in of the cycle, and who may help. Raises `WrongStage` if there is no check-in yet."""
    checkin: Checkin | None = (await last_checkins(work.session, [cycle])).get(cycle.id)
    if checkin is None:
        raise WrongStage(f"Nobody has checked in on “{cycle.title}” yet, so nobody has asked for help.")
    return HelpWanted(cycle, checkin, await find_peers(work, cycle))


async def find_peers(work: Work, cycle: Cycle) -> tuple[CycleLine, ...]:
    """Cycles of others in the community that are about something similar, the most alike first.

    Open ones, and those acted on: who has been through it may help most. One of each team or person, and only
    where somebody can be written to.
    """
    ids = await queries.newest_cycles(work.session, cycle.community_id, most=LOOKED_THROUGH)
    others = await find_cycles(work.session, [CycleId(one) for one in ids])
    ranked = sorted(
        (-alike, -other.id) for other in others.values() if (alike := likeness(cycle, other)) and other.lead
    )
    nearest: dict[object, Cycle] = {}
    for _, negative_id in ranked:
        other = others[CycleId(-negative_id)]
        nearest.setdefault(_owner(other), other)
    nearest.pop(_owner(cycle), None)
    return tuple(await lines_of(work, list(nearest.values())[:MOST_PEERS]))


def likeness(one: Cycle, other: Cycle) -> int:
    """How many things two cycles have in common: the problem they came from, a measure, their words."""
    same_problem = one.problem_id is not None and one.problem_id == other.problem_id
    same_measure = bool(_measures(one) & _measures(other))
    same_words = bool(why_alike(_words(one), _words(other)))
    return same_problem + same_measure + same_words


async def introduce(work: Work, caller: Caller, cycle: Cycle, other_id: CycleId, note: str) -> Introduction:
    """Both leads are told, once for each pair of cycles. The view is the one of `cycle`'s people."""
    other = await find_cycle(work.session, other_id)
    if other is None or other.community_id != cycle.community_id or other.id == cycle.id:
        raise CycleNotFound("The other cycle is not there any more.")
    if not (_spokesperson(cycle) and _spokesperson(other)):
        raise NotAllowed("One of the two has nobody who leads it at the moment. Have it handed over first.")
    if await _was_told(work, cycle, _introduction_key(cycle, other)):
        raise NotAllowed("They have been put in touch already. If there is more to say, write to them.")
    note = note.strip()[:LONGEST_NOTE]
    keys = [await _tell(work, caller, to, about) for to, about in ((cycle, other), (other, cycle))]
    await queries.note_on(work.session, cycle.workspace_id, keys, note)
    await audit(
        work, caller, "pdsa.introduction.send", cycle_subject(cycle.id), cycle.community_id, other=other.id
    )
    return Introduction(cycle, other, caller.user_id, note)


async def _tell(work: Work, caller: Caller, to: Cycle, about: Cycle) -> str:
    """The key of the message to whoever speaks for `to`."""
    person = _spokesperson(to) or caller.user_id
    key = _introduction_key(to, about)
    message = Wanted(
        kind=DeliveryKind.CYCLE_INTRODUCTION,
        key=key,
        recipient=person,
        due_at=work.now,
        expires_at=work.now + _USEFUL_FOR,
        context={"other": about.id, "by": caller.user_id},
    )
    await add_message(work, to, message)
    return key


def _introduction_key(to: Cycle, about: Cycle) -> str:
    return f"{DeliveryKind.CYCLE_INTRODUCTION}:{to.id}:{about.id}:{_spokesperson(to)}"


async def _was_told(work: Work, cycle: Cycle, key: str) -> bool:
    state = (await queries.states_of(work.session, cycle.workspace_id, [key])).get(key)
    return state not in (None, DeliveryState.PLANNED)


def _spokesperson(cycle: Cycle) -> UserId | None:
    return next(iter(people_of(cycle)), None)


def _owner(cycle: Cycle) -> object:
    return cycle.lead if cycle.team is None else cycle.team.id


def _measures(cycle: Cycle) -> set[str]:
    return {key for measure in cycle.measures if (key := key_of(measure.name))}


def _words(cycle: Cycle) -> Traits:
    return traits_of(metric="", student_group="", texts=(cycle.title, cycle.problem, cycle.change))
