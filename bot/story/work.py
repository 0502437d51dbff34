"""What people fill in about their work: a cycle, a problem of practice, an objective, a learning."""

from __future__ import annotations

from datetime import date, timedelta

Values = dict[str, object]


def plan(first_day: date) -> Values:
    """The plan of a PDSA cycle of four weeks."""
    return {
        "Title": "Wait time in grade 4",
        "Problem of practice": "Few pupils explain their answer: 8 of 26 on Monday's exit ticket.",
        "The change you will test": "Wait ten seconds after each question, and let pupils write first.",
        "What do you predict?": "By October half the class explains its answer.",
        "Measure 1": "Answers with a reason",
        "Unit of measure 1": "%",
        "Where does measure 1 begin?": "31",
        "Where should measure 1 be in the end?": "50",
        "Evidence: what will the adults do?": "Ben times the pauses, twice a week.",
        "Evidence: what will change for students?": "An exit ticket each Tuesday and Friday.",
        "Begins on": first_day,
        "Ends on": first_day + timedelta(weeks=4),
    }


def checkin(days: list[date]) -> Values:
    """What was seen on these days."""
    seen = zip(days, ("31", "35", "34", "42", "46"), strict=False)
    return {
        "How is it going?": "On track",
        "happened": "Ten seconds feel endless. Those who never speak now write first, and then speak.",
        "observations1": "\n".join(f"{day} {value}" for day, value in seen),
    }


OBJECTIVE: Values = {
    "What do you want to reach?": "Pupils explain their answers",
    "What is counted?": "Answers with a reason on the exit ticket",
    "Unit": "%",
    "Where do you begin?": "31",
    "Where do you want to be?": "60",
    "By when?": date(2027, 5, 28),
    "measures": ["Wait time in grade 4: Answers with a reason"],
}
PROBLEM: Values = {
    "The problem, in a line": "The same five pupils carry every discussion",
    "Focus question": "What could I change in how I ask, so that others begin to talk?",
    "What the numbers say": "Of 40 turns I counted on Tuesday, 31 came from five pupils.",
    "Metric it touches": "Turns in discussion",
    "Student group": "Grade 5, those who read below grade",
    "Tried so far": "Calling on people by lot. It made them anxious.",
}
CLARIFYING = (
    "Do the five sit together?",
    "How long do you wait after a question?",
    "Is it the same in pairs?",
)
LEARNING: Values = {
    "What was learnt?": (
        "Sentence starters on the table helped in week one and were in the way in week three."
    ),
    "What kind is it?": "Did not work",
    "Tags": "Grade 3, discussion",
}
