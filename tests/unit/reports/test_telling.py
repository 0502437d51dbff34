"""What a team can tell its site council, in plain sentences."""

from __future__ import annotations

from bot.preview.samples import BEN, a_convening
from bot.preview.samples_learnings import a_learning, an_unnamed_learning
from bot.preview.samples_pdsa import a_closed_cycle, a_cycle, a_finished_cycle, a_paused_cycle, a_team
from bot.preview.samples_reports import CYCLES, NAMES
from community.ids import UserId
from community.learnings.views import Learning
from community.pdsa.views import Cycle
from community.reports.telling import LONGEST_TOLD, MOST_TOLD, NO_LEARNINGS, sentences
from community.reports.views import ReportedCycle

STRANGER = UserId("U99ZOE")
KNOWN = {**dict(NAMES), STRANGER: "Zoe Blum"}


def told(*learnings: Learning, cycles: tuple[ReportedCycle, ...] = ()) -> tuple[str, ...]:
    return sentences(a_convening(), a_team(), learnings, cycles, KNOWN)


def standing(cycle: Cycle) -> str:
    return told(cycles=(ReportedCycle(cycle, ()),))[-1]


def test_first_it_says_which_meeting_it_was_and_what_for() -> None:
    first, second, *_ = told()
    assert first == ("On Thursday 3 December 2026 we met with Math PLC: Data walk: word problems in grade 4.")
    assert second == (
        "What it was for: Read our exit tickets together. Choose one routine to try before January."
    )


def test_a_learning_carries_the_name_of_somebody_of_the_team_only() -> None:
    ours, theirs = a_learning(author=BEN), a_learning(author=STRANGER)
    *_, first, second = told(ours, theirs)
    assert first.endswith("(Ben Whitehorse)")
    assert second.endswith("(a member of the community)")
    assert "Zoe" not in " ".join(told(ours, theirs))


def test_who_did_not_want_to_be_named_is_not() -> None:
    assert told(an_unnamed_learning())[-1].endswith("(a member of the community)")


def test_a_web_address_is_not_spoilt_by_a_full_stop() -> None:
    assert "https://example.org/board (a member" in told(an_unnamed_learning())[-1]


def test_where_nothing_was_shared_it_says_so() -> None:
    assert told()[-1] == NO_LEARNINGS


def test_long_learnings_are_cut_between_words_and_keep_who_said_it() -> None:
    sentence = told(a_learning(text="fractions " * 300))[-1]
    assert len(sentence) <= LONGEST_TOLD
    assert sentence.endswith("fractions… (Ben Whitehorse)")


def test_all_that_may_be_told_fits_one_message() -> None:
    longest = a_learning(text="x" * 3_000)
    said = told(*[longest] * 40, cycles=CYCLES * 5)
    assert len([each for each in said if "xxx" in each]) == MOST_TOLD
    assert len("\n".join(said)) < 3_000


def test_what_the_team_is_testing_is_said_with_what_the_measure_shows() -> None:
    sentence = told(cycles=CYCLES[1:2])[-1]
    assert sentence.startswith("Our team is testing a change: Wait ten seconds after each question in math.")
    assert "It is being tried out at our site. Answers with a reason: 3 values" in sentence


def test_every_standing_of_a_cycle_has_its_words() -> None:
    assert "tried out at our site" in standing(a_cycle())
    assert "paused" in standing(a_paused_cycle())
    assert "changing it" in standing(a_finished_cycle())
    assert "closed it early" in standing(a_closed_cycle())
