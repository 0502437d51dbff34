"""Every use case there is, built once."""

from __future__ import annotations

from dataclasses import dataclass

from community.clock import Clock
from community.communities.service import Communities
from community.convenings.service import Convenings
from community.deliveries.status import Status
from community.digests.answers import DigestAnswers
from community.digests.drafts import DigestDrafts
from community.digests.service import Digests
from community.feedback.service import Feedback
from community.home import Home, Lists
from community.learnings.asking import LearningQuestions
from community.learnings.messages import MessageLearnings
from community.learnings.service import Learnings
from community.members.service import Members
from community.native_charts import NativeCharts
from community.objectives.service import Objectives
from community.pdsa.checking import Checkins
from community.pdsa.overview import CycleOverviews
from community.pdsa.service import Cycles
from community.people import People
from community.problems.service import Problems
from community.problems.voices import Voices
from community.reports.service import Reports
from community.teams.service import Teams
from storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers and jobs call. Each method is one transaction; see `community.work.UseCases`."""

    communities: Communities
    members: Members
    people: People
    convenings: Convenings
    feedback: Feedback
    learnings: Learnings
    message_learnings: MessageLearnings
    learning_questions: LearningQuestions
    digests: Digests
    digest_drafts: DigestDrafts
    digest_answers: DigestAnswers
    status: Status
    home: Home
    native_charts: NativeCharts
    teams: Teams
    cycles: Cycles
    checkins: Checkins
    cycle_overview: CycleOverviews
    problems: Problems
    voices: Voices
    objectives: Objectives
    reports: Reports


def build_services(store: Store, clock: Clock) -> Services:
    status, cycles, problems = Status(store, clock), Cycles(store, clock), Problems(store, clock)
    return Services(
        communities=Communities(store, clock),
        members=Members(store, clock),
        people=People(store, clock),
        convenings=Convenings(store, clock),
        feedback=Feedback(store, clock),
        learnings=Learnings(store, clock),
        message_learnings=MessageLearnings(store, clock),
        learning_questions=LearningQuestions(store, clock),
        digests=Digests(store, clock),
        digest_drafts=DigestDrafts(store, clock),
        digest_answers=DigestAnswers(store, clock),
        status=status,
        home=Home(store, clock, Lists(status.status, cycles.mine, problems.page)),
        native_charts=NativeCharts(store, clock),
        teams=Teams(store, clock),
        cycles=cycles,
        checkins=Checkins(store, clock),
        cycle_overview=CycleOverviews(store, clock),
        problems=problems,
        voices=Voices(store, clock),
        objectives=Objectives(store, clock),
        reports=Reports(store, clock),
    )
