"""The end of the same community's year: it is early June, and the review of the year is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.demo.scenarios import autumn, spring
from bot.demo.scenarios.acting import Company, Progress, answers_with, clicks, says, wall
from bot.demo.scenarios.people import BEN, CARMEN, HUGO, LENA, NOOR
from bot.demo.scenarios.sessions import hold, invite
from bot.demo.scenarios.sharing import find_useful, note_values, share, tell_councils, write_on_top
from bot.demo.scenarios.threads import put, talk_through
from bot.demo.scenarios.trials import begin, follow, plan
from bot.stage.stage import Stage

ENDS_AT = wall(date(2027, 6, 3), "10:00")  # a Thursday, a week before the last convening


async def play(stage: Stage, progress: Progress) -> None:
    """Goes on where `mid_year` ends. Raises `ScenarioFailed`."""
    company = Company(
        stage,
        meets_on=[autumn.AHEAD.on, *(session.on for session in spring.SESSIONS)],
        thinks_on={reply.on for reply in spring.BLANK_GOES_ON} | spring.TALKING.days,
    )
    for area in (_convene, _try_things, _think_together, _share_learnings, _talk_to_leaders, _chat):
        area(company)
    tell_councils(company, spring.TOLD_COUNCILS)
    await company.play(ENDS_AT, progress)


def _convene(company: Company) -> None:
    hold(company, autumn.AHEAD)
    for session in spring.SESSIONS:
        invite(company, session)
        hold(company, session)
    invite(company, spring.LAST)


def _try_things(company: Company) -> None:
    begin(company, autumn.PLANNED)
    under_way = {trial.title: trial for trial in (*autumn.TRIALS, autumn.PLANNED)}
    for title, study in spring.STUDIES.items():
        goes_on = replace(
            under_way[title],
            check_ins=spring.FOLLOWED.get(title, ()),
            studied=study,
            decided=spring.DECISIONS[title],
        )
        follow(company, goes_on, is_studying=title == autumn.ERRORS)
    for trial in spring.TRIALS:
        plan(company, trial)
        begin(company, trial)
        follow(company, trial)


def _think_together(company: Company) -> None:
    goes_on = replace(
        autumn.BLANK,
        replies=spring.BLANK_GOES_ON,
        reflection=spring.BLANK_REFLECTION,
        follow_up=spring.BLANK_FOLLOW_UP,
    )
    talk_through(company, goes_on)
    put(company, spring.TALKING)
    talk_through(company, spring.TALKING)


def _share_learnings(company: Company) -> None:
    for learning in spring.LEARNINGS:
        share(company, learning)
    note_values(company, spring.VALUES_SEEN)
    find_useful(company, spring.FOUND_USEFUL)


def _talk_to_leaders(company: Company) -> None:
    offer = {"text": "Half a day on 25 February is paid for. I will come along and listen, if I may."}
    company.on(date(2027, 2, 8), "9:20", LENA, clicks("Offer help", near="for leaders", values=offer))
    came = {"text": "Hugo saw how Lincoln draws by lot, and Lena stayed until the bell."}
    company.on(
        date(2027, 2, 26), "12:20", CARMEN, clicks("Say what came of it", near="25 February", values=came)
    )
    ended = {"outcome": "Hugo went. From March on, grade 3 draws by lot."}
    company.on(date(2027, 3, 5), "12:30", CARMEN, answers_with("/cop asks", "Say how it ended", ended))
    ask = {"text": "An hour at the August meeting of all grade 4 teachers, to show two minutes of silence."}
    company.on(date(2027, 5, 26), "12:35", BEN, answers_with("/cop asks", "Ask the leaders", ask))
    write_on_top(company, spring.ON_TOP)


def _chat(company: Company) -> None:
    """What is new on the last day: it leads to where the community talks."""
    cake = "Nine months ago I knew none of you. I will bring a cake on the tenth."
    company.on(date(2027, 6, 2), "12:40", NOOR, says(cake))
    chart = "Then let us put the chart of the blank pages beside it. Ada, is the year's review ready?"
    company.on(date(2027, 6, 3), "8:40", HUGO, says(chart))
