"""The end of the same community's year: it is early June, and the review of the year is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.demo.scenarios import autumn, spring
from bot.demo.scenarios.acting import Company, Progress, answers_with, chooses, clicks, types, wall
from bot.demo.scenarios.people import (
    ADA,
    BEN,
    CARMEN,
    DMITRI,
    EMI,
    FARAH,
    GRACE,
    HUGO,
    LENA,
    MARA,
    NOOR,
)
from bot.demo.scenarios.sessions import hold, invite
from bot.demo.scenarios.sharing import share, value_seen
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
    for area in (_convene, _try_things, _think_together, _share_learnings, _talk_to_leaders, _report_back):
        area(company)
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
    for day, value in spring.VALUES_SEEN.items():
        company.on(day, "13:20", ADA, value_seen(day, value))
    for day, who, words in _USEFUL:
        company.on(day, "15:40", who, chooses("Useful to me", near=words))


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
    for day, words in _ON_TOP.items():
        company.on(day, "15:25", ADA, clicks("Edit", near="The digest of Math PLC", values={"intro": words}))


def _report_back(company: Company) -> None:
    for day, who, title, told_on, council in _TOLD:
        shown = {"on": told_on}
        company.on(day, "12:40", who, clicks("Shared on …", near=title, values=shown))
        if council:
            said = {"said": council}
            company.on(day, "12:45", who, clicks("The council said …", near=title, values=said))
    company.on(date(2027, 6, 1), "10:15", ADA, types("/cop report back"))


_USEFUL = (
    (date(2027, 2, 12), HUGO, "Collect errors of last year"),
    (date(2027, 2, 12), DMITRI, "A first line spoken to a neighbour"),
    (date(2027, 2, 12), NOOR, "A first line spoken to a neighbour"),
    (date(2027, 3, 5), MARA, "A second pupil answers before"),
    (date(2027, 3, 5), FARAH, "A second pupil answers before"),
    (date(2027, 3, 5), GRACE, "A second pupil answers before"),
    (date(2027, 3, 26), CARMEN, "A shared board for wrong answers"),
    (date(2027, 4, 23), BEN, "Ask three pupils what makes them begin"),
    (date(2027, 4, 23), HUGO, "Ask three pupils what makes them begin"),
    (date(2027, 5, 21), EMI, "When who leads is drawn by lot"),
    (date(2027, 5, 21), CARMEN, "When who leads is drawn by lot"),
    (date(2027, 5, 21), MARA, "When who leads is drawn by lot"),
    (date(2027, 5, 28), EMI, "I led a lesson with ten seconds"),
)
_ON_TOP = {
    date(2027, 3, 4): "Two cycles decided in one week. Read what did not work first; it is the better story.",
    date(2027, 4, 22): "Thank you to six pupils, who told us more than our figures.",
    date(2027, 5, 27): "One convening left. Bring one thing you would not give back.",
}
_TOLD = (
    (
        date(2027, 2, 24),
        CARMEN,
        "Second voices",
        date(2027, 2, 23),
        "They want to hear a second voice themselves.",
    ),
    (
        date(2027, 3, 24),
        HUGO,
        "Who leads",
        date(2027, 3, 23),
        "They asked what happens to those who fear to lead.",
    ),
    (date(2027, 4, 28), CARMEN, "Listening to pupils", date(2027, 4, 27), ""),
    (
        date(2027, 5, 27),
        FARAH,
        "What our last tests say",
        date(2027, 5, 26),
        "Keep two things, and tell families.",
    ),
)
