"""A community in the middle of its year: set up in September, now it is early February."""

from __future__ import annotations

from datetime import date

from bot.demo.scenarios import autumn, empty
from bot.demo.scenarios.acting import (
    Company,
    Progress,
    answers_with,
    chooses,
    clicks,
    reacts,
    saves,
    says,
    types,
    wall,
)
from bot.demo.scenarios.people import (
    ADA,
    BEN,
    CARMEN,
    EMI,
    EVERYBODY,
    FARAH,
    GRACE,
    HUGO,
    LEADERS,
    LENA,
    NOOR,
    SAM,
)
from bot.demo.scenarios.sessions import hold, invite
from bot.demo.scenarios.sharing import find_useful, note_values, share, tell_councils, write_on_top
from bot.demo.scenarios.threads import put, talk_through
from bot.demo.scenarios.trials import begin, follow, go_on_to_study, make_team, plan
from bot.stage.stage import Stage

ENDS_AT = wall(date(2027, 2, 4), "10:00")  # a Thursday; the draft of the week's digest comes at three


async def play(stage: Stage, progress: Progress) -> None:
    """From the first day of school. The clock stands at the beginning of `empty`. Raises `ScenarioFailed`."""
    await empty.play(stage, progress)
    company = Company(
        stage,
        meets_on=[session.on for session in autumn.SESSIONS],
        thinks_on=autumn.CARRIED.days | autumn.BLANK.days,
    )
    for area in (_found, _convene, _try_things, _think_together, _share_learnings, _talk_to_leaders):
        area(company)
    tell_councils(company, autumn.TOLD_COUNCILS)
    await company.play(ENDS_AT, progress)


def _found(company: Company) -> None:
    """The community and its teams are made; people say hello."""
    company.on(date(2026, 9, 8), "9:00", ADA, types("/cop setup", autumn.CHARTER))
    hello = "Good to be here! I am in Dublin this year and read along in my evenings."
    company.on(date(2026, 9, 8), "11:05", GRACE, says(hello))
    company.on(date(2026, 9, 8), "12:15", NOOR, says("I am new, and happy about every question I may ask."))
    note = "Welcome back! Lunch for everybody on Friday, in the yard of Willow Street School."
    company.on(date(2026, 9, 8), "12:30", LENA, says(note, EVERYBODY))
    company.on(
        date(2026, 9, 9),
        "8:45",
        SAM,
        says("Vision tests begin next week; lists are in the office.", EVERYBODY),
    )
    for number, (lead, team) in enumerate(autumn.TEAMS.items()):
        make_team(company, date(2026, 9, 25), f"12:{10 + number}", lead, team)
    for day, objective in autumn.OBJECTIVES.items():
        company.on(day, "13:00", ADA, answers_with("/cop objectives", "New objective", objective))
    note_values(company, autumn.VALUES_SEEN)


def _convene(company: Company) -> None:
    for session in autumn.SESSIONS:
        invite(company, session)
        hold(company, session)
    invite(company, autumn.AHEAD)


def _try_things(company: Company) -> None:
    for trial in autumn.TRIALS:
        plan(company, trial)
        begin(company, trial)
        follow(company, trial)
    title, day = autumn.STUDYING
    go_on_to_study(company, next(trial for trial in autumn.TRIALS if trial.title == title), day)
    plan(company, autumn.PLANNED)


def _think_together(company: Company) -> None:
    for problem in (autumn.CARRIED, autumn.BLANK):
        put(company, problem)
        talk_through(company, problem)
    thanks = "Thank you for your questions about my blank pages. I have read each of them twice."
    company.on(date(2027, 2, 3), "16:10", EMI, says(thanks))


def _share_learnings(company: Company) -> None:
    for learning in autumn.LEARNINGS:
        share(company, learning)
    said = "Today four who never speak came to the board, in pairs. Two at a board is half as scary."
    company.on(date(2026, 10, 1), "14:50", HUGO, says(said))
    company.on(date(2026, 10, 1), "15:20", BEN, reacts("bulb", to=said))
    company.on(date(2026, 10, 2), "12:10", HUGO, clicks("Yes, with my name", near=said))
    said = "We let the chat be the scratch paper for ten minutes. I have never seen so many first steps."
    company.on(date(2027, 1, 13), "12:40", FARAH, says(said))
    company.on(date(2027, 1, 13), "13:05", ADA, saves("Save as key learning", what=said))
    company.on(date(2027, 1, 14), "12:20", FARAH, clicks("Yes, with my name", near=said))
    find_useful(company, autumn.FOUND_USEFUL)
    asked = {"words": "How do you choose who goes to the board together?"}
    company.on(date(2026, 10, 5), "10:20", EMI, chooses("Ask about it", near="Two at a board", values=asked))
    told = {"words": "By birthday month. It is nobody's fault then, and it changes every week."}
    company.on(date(2026, 10, 6), "12:30", HUGO, clicks("Answer", values=told))


def _talk_to_leaders(company: Company) -> None:
    company.on(date(2026, 10, 2), "15:50", LENA, clicks("Also by direct message", near="for leaders"))
    ask = {
        "text": "A substitute for one afternoon in November, so that Ben and Carmen can see each other teach."
    }
    company.on(date(2026, 10, 29), "12:35", BEN, answers_with("/cop asks", "Ask the leaders", ask))
    offer = {"text": "I can pay for one afternoon, on 17 or 19 November. Tell me which."}
    company.on(date(2026, 11, 2), "9:30", LENA, clicks("Offer help", near="for leaders", values=offer))
    came = {"text": "Ben and Carmen saw each other teach on 19 November, and plan together since."}
    company.on(date(2026, 11, 20), "12:20", BEN, clicks("Say what came of it", near="17 or 19", values=came))
    ended = {"outcome": "One afternoon was paid for. It was worth ten meetings."}
    company.on(date(2026, 11, 20), "12:30", BEN, answers_with("/cop asks", "Say how it ended", ended))
    thanks = "Thank you. Tell me before winter what the afternoon changed; the board will ask."
    company.on(date(2026, 11, 3), "10:10", LENA, says(thanks, LEADERS))
    ask = {
        "text": "Cover for two teachers on 25 February, so that Hugo can see how Lincoln chooses who leads. "
        "Half a day is enough."
    }
    company.on(date(2027, 1, 28), "12:35", CARMEN, answers_with("/cop asks", "Ask the leaders", ask))
    write_on_top(company, autumn.ON_TOP)
