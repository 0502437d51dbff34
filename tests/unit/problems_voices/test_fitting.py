"""Which replies fit the step they were said in: many sentences, as teachers write them."""

from __future__ import annotations

import pytest

from community.problems.fitting import why_off
from community.problems.views import Step

QUESTION_STEPS = (Step.CLARIFY, Step.PROBE)

QUESTIONS = [
    "How many students are in the class?",
    "What have you tried so far?",
    "what does a typical Tuesday look like",
    "Hi Ada, just one question: which unit was that",
    "Could you tell us how you group them?",
    "Maybe you could share an example of an exit ticket?",
    "When you said you should move on, what made you think so?",
    "What makes you think you should go on with unit 3?",
    "Have you tried anything else?",
    "Have you considered what the quiet students would say?",
    "Have you thought about why they stop?",
    "Did you try it before the winter break?",
    "Is there a day on which it goes better?",
    "What would happen if you did nothing at all?",
    "I wonder what the pupils themselves would say about that",
    "How do you know that you need to cover all of it?",
    "What do you mean by engaged? In our school we say engaged when they talk.",
    "Who decides that you have to use that textbook?",
    "Are there any data from the fall assessment - by group I mean",
    "¿Cuántos estudiantes hay en la clase?",
    "كم عدد الطلاب؟",
    "これはいつ始まりましたか？",
    "Where does the time go in the lesson, and how long is the warm-up?",
    "Which of the strategies works for most of your students?",
    "Why don't the students talk to each other?",
    "Why not?",
    "How about the other class?",
    "Can you say more about the group that is stuck",
    "Is there anything you must keep?",
    "So you have to grade each one?",
    "I heard you could get the data by group, is that right?",
    "If a pupil told you what it is like, what would they say?",
    "What would have to be true for them to start by themselves?",
    "Let me ask: is it every day?",
    "Can you try to describe a typical lesson?",
]

ADVICE = [
    "You should try exit tickets.",
    "I think you could use sentence stems for that",
    "You might want to look at the pacing, really.",
    "Try a think-pair-share first.",
    "Hi Ada! Try a think-pair-share first.",
    "Maybe try it without the worksheet?",
    "Consider seating them in pairs.",
    "I'd start with the ones who are nearly there.",
    "I would definitely use whiteboards here",
    "I would suggest a shorter warm-up.",
    "I really recommend the number talks book: https://example.org/talks?id=1",
    "My advice: less is more.",
    "If I were you I would let them choose.",
    "Why don't you let them choose?",
    "Why not use whiteboards?",
    "How about letting them write first?",
    "Have you tried exit tickets?",
    "Have you ever considered sentence stems?",
    "Have you thought about pairing them with the older ones?",
    "Couldn't you start with a picture?",
    "Could you just give them less?",
    "Would it help to split the class?",
    "You need to talk with the families.",
    "You’d better call the families",
    "What worked for us was a visible timer on the board",
    "Number talks worked really well in my class last year.",
    "It might help to read it aloud first.",
    "You can try reading it aloud.",
    "We did this too. Start with a notice and wonder!",
    "Do they have enough time? I'd add five minutes",
    "Good question. In the end you have to let go of the worksheet.",
]

TALK = [
    "We see exactly the same thing in our seventh grade classes this year.",
    "It is the same with us since the pandemic and it is not getting any better",
    "The new curriculum asks for this and nobody has had any time to prepare it properly.",
]

SHORT = ["Same here.", "That helps, I see", "I had not thought of it", "Thirty, I believe"]

THANKS = [
    "Thank you for sharing this!",
    "Thanks Ada",
    "Great, good luck!",
    ":tada:",
    "👏👏",
    "",
    "Wow, brave of you to bring this",
    "ok",
]


@pytest.mark.parametrize("step", QUESTION_STEPS)
@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_fits_the_steps_of_questions(text: str, step: Step) -> None:
    assert why_off(text, step, is_presenter=False, is_anonymous=False) is None


@pytest.mark.parametrize("step", QUESTION_STEPS)
@pytest.mark.parametrize("text", ADVICE)
def test_advice_is_noticed_in_the_steps_of_questions(text: str, step: Step) -> None:
    assert why_off(text, step, is_presenter=False, is_anonymous=False) == "advice"


@pytest.mark.parametrize("text", TALK)
def test_a_long_statement_is_talk_that_comes_later(text: str) -> None:
    assert why_off(text, Step.CLARIFY, is_presenter=False, is_anonymous=False) == "talking"


@pytest.mark.parametrize("step", QUESTION_STEPS)
@pytest.mark.parametrize("text", SHORT + THANKS)
def test_short_words_and_thanks_are_left_alone(text: str, step: Step) -> None:
    assert why_off(text, step, is_presenter=False, is_anonymous=False) is None


@pytest.mark.parametrize("text", QUESTIONS + ADVICE + TALK + SHORT + THANKS)
def test_peers_may_say_anything_in_the_discussion_and_at_the_close(text: str) -> None:
    for step in (Step.DISCUSS, Step.CLOSE):
        assert why_off(text, step, is_presenter=False, is_anonymous=True) is None


@pytest.mark.parametrize("text", QUESTIONS + ADVICE + TALK)
def test_peers_wait_while_the_presenter_has_the_word(text: str) -> None:
    for step in (Step.PRESENT, Step.REFLECT):
        assert why_off(text, step, is_presenter=False, is_anonymous=False) == "peers_wait"


@pytest.mark.parametrize("text", THANKS)
def test_thanks_need_not_wait(text: str) -> None:
    for step in (Step.PRESENT, Step.REFLECT):
        assert why_off(text, step, is_presenter=False, is_anonymous=False) is None


@pytest.mark.parametrize("text", QUESTIONS + ADVICE + TALK)
def test_the_presenter_listens_in_the_discussion_and_speaks_in_every_other_step(text: str) -> None:
    for step in Step:
        expected = "presenter_listens" if step is Step.DISCUSS else None
        assert why_off(text, step, is_presenter=True, is_anonymous=False) == expected


@pytest.mark.parametrize("text", THANKS + QUESTIONS)
def test_whatever_an_anonymous_presenter_replies_shows_the_name(text: str) -> None:
    for step in Step:
        assert why_off(text, step, is_presenter=True, is_anonymous=True) == "shows_name"


def test_what_is_quoted_or_linked_is_not_what_the_person_says() -> None:
    quoting = "> You should try exit tickets.\nWho gave you that idea?"
    assert why_off(quoting, Step.PROBE, is_presenter=False, is_anonymous=False) is None
    linking = "We wrote all of this down here last year for everybody https://example.org/?why"
    assert why_off(linking, Step.PROBE, is_presenter=False, is_anonymous=False) == "talking"


def test_a_text_of_any_length_is_judged_at_once() -> None:
    long = "You said you should " * 5_000 + "what " * 5_000
    assert why_off(long, Step.PROBE, is_presenter=False, is_anonymous=False) == "talking"
