"""What the people of Math PLC do from February to June, in their own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.demo.scenarios.autumn import ERRORS, LINCOLN, MAPLE, PLANNED, PUPILS_READ, SECOND_VOICE, WILLOW
from bot.demo.scenarios.people import (
    ADA,
    BEN,
    CARMEN,
    DMITRI,
    EMI,
    FARAH,
    GRACE,
    HUGO,
    MARA,
    NOOR,
)
from bot.demo.scenarios.sessions import Session, Voice
from bot.demo.scenarios.sharing import Learning, Told, Useful
from bot.demo.scenarios.threads import FollowUp, Problem, Reflection, Reply
from bot.demo.scenarios.trials import CheckIn, Decision, Study, Trial

VALUES_SEEN: Mapping[date, str] = {
    date(2027, 2, 26): "48",
    date(2027, 3, 25): "50",
    date(2027, 4, 30): "55",
    date(2027, 5, 28): "61",
}

SESSIONS = (
    Session(
        on=date(2027, 3, 18),
        title="Who leads, and who follows?",
        scheduled_on=date(2027, 3, 2),
        objectives="Find one moment in a lesson that a pupil could lead, and agree how they are chosen.",
        agenda="Good news, 5\nA problem of practice, 40\nOne moment of my own lesson, 20\nReflect and "
        "commit, 10",
        spotlight="Willow: what went wrong when four pupils led",
        going=(ADA, BEN, HUGO, EMI, DMITRI, CARMEN),
        declined=(GRACE,),
        answers_late=(FARAH, NOOR),
        came=(ADA, BEN, HUGO, EMI, DMITRI, CARMEN, FARAH, NOOR),
        voices=(
            Voice(ADA, "55555", valuable="Nobody hurried."),
            Voice(
                HUGO,
                "55555",
                valuable="I could show something that failed, and nobody comforted me.",
                next_step="Draw by lot who leads, every Monday.",
                learning="Draw by lot who leads the reading, and let the week before choose the question.",
            ),
            Voice(EMI, "54555", valuable="My group will lead next week."),
            Voice(CARMEN, "45455", change="Ten minutes more for our own lessons."),
            Voice(DMITRI, "55445", valuable="The calm in which we disagreed."),
            Voice(NOOR, "55555", next_step="Lead one read myself, as a pupil would."),
            Voice(BEN, "44554", is_unnamed=True, change="Fewer aims at once."),
        ),
    ),
    Session(
        on=date(2027, 4, 22),
        title="Listening to pupils about mathematics",
        scheduled_on=date(2027, 4, 6),
        objectives="Ask a pupil what makes them begin, and hear the answer without explaining.",
        agenda="Arriving, 5\nSix voices of pupils, 30\nWhat surprises us, 25\nReflect and commit, 15",
        spotlight="Emi: six short talks with pupils who begin late",
        going=(ADA, EMI, CARMEN, BEN, FARAH, HUGO),
        maybe=(MARA,),
        declined=(GRACE, DMITRI),
        answers_late=(NOOR,),
        came=(ADA, EMI, CARMEN, BEN, FARAH, HUGO, NOOR, MARA),
        voices=(
            Voice(ADA, "55545", next_step="Bring two voices of pupils to every convening."),
            Voice(
                EMI,
                "55555",
                valuable="That we listened to the whole recording before anybody spoke.",
                learning="Ask three pupils what makes them begin: two of three name something you can do "
                "tomorrow.",
            ),
            Voice(CARMEN, "55555", next_step="Five talks of five minutes before the end of May."),
            Voice(MARA, "54555", valuable="One sentence of a pupil has changed my staff meeting."),
            Voice(FARAH, "45545", change="Captions, please."),
            Voice(HUGO, "54455", next_step="Ask the four who led what it was like."),
            Voice(BEN, "55545", valuable="It was about children all the time."),
        ),
    ),
    Session(
        on=date(2027, 5, 20),
        title="What our last tests say",
        scheduled_on=date(2027, 5, 4),
        objectives="Study the third cycles together, and say what the schools should keep.",
        agenda="Good news, 5\nThree studies, 45\nWhat to keep, 15\nReflect and commit, 10",
        spotlight="All three teams, ten minutes each",
        going=(ADA, BEN, CARMEN, DMITRI, FARAH, HUGO, EMI),
        declined=(GRACE,),
        answers_late=(NOOR,),
        came=(ADA, BEN, CARMEN, DMITRI, FARAH, HUGO, EMI, NOOR),
        voices=(
            Voice(ADA, "55555", valuable="We can say what we keep, and why."),
            Voice(
                DMITRI,
                "55555",
                valuable="Three honest studies in a row.",
                learning="A study read aloud by another team is kinder and clearer than one's own.",
            ),
            Voice(CARMEN, "55555", next_step="Write down what a substitute has to know about our pauses."),
            Voice(FARAH, "55455", valuable="We keep two things, and only two."),
            Voice(EMI, "55555", valuable="My group was in every study."),
            Voice(HUGO, "45554", change="Begin with what to keep, next time."),
            Voice(NOOR, "55555", valuable="I have learnt more here than in any seminar."),
        ),
    ),
)
LAST = Session(
    on=date(2027, 6, 10),
    title="What we keep, and what we let go",
    scheduled_on=date(2027, 5, 25),
    objectives="Look back on the year with its figures, thank each other, and agree what begins in "
    "September.",
    agenda="A year in pictures, 15\nThe review of the year, 30\nWhat we keep, 20\nThank you, 10",
    spotlight="Everybody: one thing you would not give back",
    going=(ADA, BEN, CARMEN, FARAH, EMI, NOOR),
    maybe=(HUGO,),
    declined=(GRACE,),
)

SUBSTITUTES, SAY_IT, LOTS = (
    "What a substitute should know",
    "Say it before you send it",
    "Lots decide who leads",
)

FOLLOWED = {
    SECOND_VOICE: (
        CheckIn(
            date(2027, 2, 23),
            CARMEN,
            "On track",
            "Pupils now ask for the second voice. Tickets are in the blue folder.",
            ("2027-02-09: 57", "2027-02-16: 60", "2027-02-23: 61"),
        ),
    ),
    PUPILS_READ: (
        CheckIn(
            date(2027, 2, 17),
            EMI,
            "Slower than planned",
            "We changed who leads, twice. It is noisier, and they read again.",
            ("2027-02-05: 32", "2027-02-12: 28"),
        ),
    ),
    PLANNED.title: (
        CheckIn(
            date(2027, 2, 11),
            GRACE,
            "On track",
            "Monday, Wednesday, Friday. They look at me, then at each other.",
            ("2027-02-10: 25",),
        ),
        CheckIn(
            date(2027, 3, 9),
            GRACE,
            "On track",
            "A minute is long for nine-year-olds, and right.",
            ("2027-02-17: 29", "2027-02-24: 38", "2027-03-03: 42", "2027-03-08: 46"),
        ),
    ),
}
STUDIES = {
    ERRORS: Study(
        date(2027, 2, 9),
        "Partly",
        "From 40 to 58 %. Thursdays after a break are lower.",
        "Pupils talk about an error freely once it is nobody's.",
        "Collect errors of last year's class: nobody in the room made them, and everybody can explain them.",
        successes="Four pupils who never spoke online explained an error.",
        challenges="Three lessons fell out.",
    ),
    SECOND_VOICE: Study(
        date(2027, 3, 1),
        "Yes",
        "From 48 to 61 %. The rise came with the tally kept by pupils.",
        "The second voice makes the first one careful.",
        "A second pupil answers before the teacher does: answers with a reason rose from 48 to 61 % in "
        "seven weeks.",
        successes="The back row is heard.",
    ),
    PUPILS_READ: Study(
        date(2027, 2, 22),
        "No",
        "From 30 to 28 % left blank, with a rise to 34 in between.",
        "If the same pupils lead, the others stop reading.",
        "Let pupils lead the reading only if everybody's turn comes: with four leaders the others stopped "
        "reading.",
        challenges="We chose the four best readers.",
    ),
    PLANNED.title: Study(
        date(2027, 3, 15),
        "Partly",
        "From 21 to 46 % of pairs.",
        "The minute works when nobody has a screen open, including me.",
        "A minute of talk before any screen opens, the teacher's own screen too: twice as many pairs talk "
        "first.",
    ),
}
DECISIONS = {
    ERRORS: Decision(
        date(2027, 2, 16),
        "Adapt",
        "They say what was wrong to a partner before they send the corrected answer.",
        keep="Errors that nobody in the room made",
    ),
    SECOND_VOICE: Decision(
        date(2027, 3, 4),
        "Adopt",
        "Write down how we do it, so that it works when we are not there.",
        keep="Ten seconds, then a second voice",
        scale="All grade 4 classes in the district; Lena has asked for a page about it",
    ),
    PUPILS_READ: Decision(
        date(2027, 2, 25),
        "Adapt",
        "Who leads is drawn by lot each Monday, and everybody leads before anybody leads twice.",
        stop="Choosing the best readers",
    ),
    PLANNED.title: Decision(
        date(2027, 3, 22),
        "Adopt",
        "Take the minute back to California in August.",
        keep="My own screen closed",
    ),
}
TRIALS = (
    Trial(
        title=LOTS,
        lead=HUGO,
        team=WILLOW,
        planned_on=date(2027, 3, 19),
        begins_on=date(2027, 3, 22),
        ends_on=date(2027, 5, 14),
        goes_on_from=PUPILS_READ,
        problem="More than a quarter of grade 3 still leave the word problem blank on Fridays.",
        change="Who leads the two reads is drawn by lot; everybody leads once before anybody leads twice.",
        prediction="In the middle of May one in six leaves it blank.",
        measure="Word problems left blank",
        is_better_down=True,
        baseline="28",
        target="17",
        evidence_adult="Emi keeps the list of who has led.",
        evidence_student="Friday's word problem: Hugo counts the blank ones.",
        check_ins=(
            CheckIn(
                date(2027, 3, 25),
                HUGO,
                "On track",
                "Lots on Monday mornings, from a tin.",
                ("2027-03-25: 27",),
            ),
            CheckIn(
                date(2027, 4, 20),
                EMI,
                "On track",
                "My group leads, too. One read it by heart.",
                ("2027-04-09: 25", "2027-04-16: 22"),
                learning="A pupil who reads slowly leads the first read best: everybody keeps up.",
            ),
            CheckIn(
                date(2027, 5, 11),
                HUGO,
                "On track",
                "Everybody has led.",
                ("2027-04-23: 21", "2027-04-30: 18", "2027-05-07: 16"),
            ),
        ),
        studied=Study(
            date(2027, 5, 17),
            "Yes",
            "From 28 to 16 % left blank.",
            "When everybody leads, everybody reads.",
            "When who leads is drawn by lot, everybody reads: word problems left blank fell from 28 to 16 %.",
            successes="All 24 have led.",
        ),
        decided=Decision(
            date(2027, 5, 21),
            "Adopt",
            "All of grade 3, from September.",
            keep="The tin with the names",
            scale="Grade 3 in both other schools",
        ),
    ),
    Trial(
        title=SAY_IT,
        lead=FARAH,
        team=MAPLE,
        planned_on=date(2027, 3, 8),
        begins_on=date(2027, 3, 15),
        ends_on=date(2027, 5, 7),
        goes_on_from=ERRORS,
        problem="Pupils online correct an answer before they know what was wrong with it.",
        change="They say what was wrong to a partner before they send the corrected answer.",
        prediction="In May three of four can say why an answer was wrong.",
        measure="Errors explained in their own words",
        baseline="58",
        target="75",
        evidence_adult="Dmitri marks it in the recording.",
        evidence_student="Thursday's quiz; Farah counts.",
        check_ins=(
            CheckIn(
                date(2027, 3, 18), FARAH, "On track", "Partners are drawn each week.", ("2027-03-18: 57",)
            ),
            CheckIn(
                date(2027, 4, 13),
                DMITRI,
                "On track",
                "They say it in the chat when the microphone is off.",
                ("2027-03-25: 60", "2027-04-08: 66"),
            ),
            CheckIn(
                date(2027, 5, 4),
                FARAH,
                "On track",
                "It has become a game.",
                ("2027-04-15: 68", "2027-04-22: 71", "2027-04-29: 70"),
            ),
        ),
        studied=Study(
            date(2027, 5, 11),
            "Partly",
            "From 58 to 71 %.",
            "Saying it to one person first makes it sayable to all.",
            "Let pupils say an error to a partner before they correct it: seven of ten could then explain "
            "it.",
        ),
        decided=Decision(
            date(2027, 5, 18), "Adopt", "In every online lesson from September.", keep="New partners"
        ),
    ),
    Trial(
        title=SUBSTITUTES,
        lead=CARMEN,
        team=LINCOLN,
        planned_on=date(2027, 4, 7),
        begins_on=date(2027, 4, 12),
        ends_on=date(2027, 5, 21),
        goes_on_from=SECOND_VOICE,
        problem="When a substitute teaches, answers with a reason fall back to a third.",
        change="A page for substitutes: how long we wait, who speaks second, who keeps the tally.",
        prediction="With a substitute, half the class explains its answer.",
        measure="Answers with a reason, substitute's lessons",
        baseline="33",
        target="50",
        evidence_adult="The substitute notes what of the page was used.",
        evidence_student="An exit ticket in each of their lessons; Carmen counts.",
        check_ins=(
            CheckIn(date(2027, 4, 15), CARMEN, "On track", "The page is one side long.", ("2027-04-14: 36",)),
            CheckIn(
                date(2027, 5, 4),
                BEN,
                "On track",
                "Pupils remind the substitute of the pause.",
                ("2027-04-21: 44", "2027-04-29: 47"),
                learning="If pupils own a routine, it outlives the teacher's absence: they remind the "
                "substitute.",
            ),
            CheckIn(
                date(2027, 5, 18),
                CARMEN,
                "On track",
                "Five lessons in all.",
                ("2027-05-06: 45", "2027-05-13: 52"),
            ),
        ),
        studied=Study(
            date(2027, 5, 24),
            "Yes",
            "From 33 to 52 %, in five lessons.",
            "What pupils can say about a routine is what stays of it.",
            "One page for substitutes, read aloud by a pupil, keeps a routine alive when the teacher is "
            "away.",
        ),
    ),
)

BLANK_GOES_ON = (
    Reply(date(2027, 2, 4), "12:10", HUGO, "What do they believe happens if the first line is wrong?"),
    Reply(
        date(2027, 2, 5),
        "10:20",
        BEN,
        "Farah's question made me watch mine. They look at the page before they look at me; perhaps two "
        "minutes are how long beginning takes.",
    ),
    Reply(
        date(2027, 2, 5),
        "12:30",
        GRACE,
        "Hugo asked about the first line. In Dublin they say it to a neighbour first: a line that was "
        "said is half written.",
    ),
    Reply(
        date(2027, 2, 8),
        "9:50",
        NOOR,
        "As a pupil I waited until somebody came by, because then it could not be wrong. Nobody ever told "
        "me that waiting was noticed.",
    ),
)
BLANK_REFLECTION = Reflection(
    date(2027, 2, 9),
    heard="That I come by too soon, and that beginning may take two minutes.",
    will_try="For two weeks I wait three minutes, and they say the first line to a neighbour.",
    takeaways=(
        "A first line spoken to a neighbour is half written: fewer pages stay blank.",
        "Waiting three minutes before helping is help, too.",
    ),
)
BLANK_FOLLOW_UP = FollowUp(
    date(2027, 2, 25),
    tried="Three minutes, and the first line said to a neighbour.",
    went="It helped",
    result="Six of the eleven begin by themselves.",
    learning="Say the first line to a neighbour, then wait three minutes: six of eleven began by themselves.",
)
TALKING = Problem(
    title="I talk more than all my pupils together",
    presenter=HUGO,
    is_unnamed=True,
    shared_on=date(2027, 4, 26),
    begins_on=date(2027, 4, 27),
    question="How could I talk less without losing those who need it explained again?",
    numbers="I timed three lessons: 26 of 45 minutes were mine.",
    observations="The more I explain, the fewer questions come.",
    metric="Minutes of teacher talk",
    practice="Explaining a new idea",
    group="The whole class",
    tried="A timer on the desk. I stopped hearing it.",
    replies=(
        Reply(
            date(2027, 4, 27),
            "9:45",
            HUGO,
            "It happens with new ideas. Somebody looks lost, I explain again, and ten minutes are gone.",
        ),
        Reply(date(2027, 4, 28), "9:30", DMITRI, "Who looks lost, and is it the same ones each time?"),
        Reply(date(2027, 4, 28), "10:40", HUGO, "Mostly three or four, at the front.", "Answer"),
        Reply(date(2027, 4, 28), "12:20", CARMEN, "How many of the 26 minutes are the second explanation?"),
        Reply(date(2027, 4, 29), "9:50", EMI, "What do the others learn while you explain it to the four?"),
        Reply(date(2027, 4, 29), "12:40", FARAH, "What would you hear if you asked the four to explain it?"),
        Reply(
            date(2027, 4, 30),
            "10:15",
            BEN,
            "Emi's question stays with me. I now explain once, then each pair writes one question, and I "
            "answer three.",
        ),
        Reply(
            date(2027, 5, 3),
            "12:05",
            NOOR,
            "I like what Ben does, and the three questions are often better than the explanation was.",
        ),
    ),
    reflection=Reflection(
        date(2027, 5, 4),
        heard="That I explain to four, and the others wait.",
        will_try="Explain once, then three questions from pairs. I time two lessons a week.",
        takeaways=("Explain once, then take three questions that pairs have written: now the class talks.",),
    ),
    follow_up=FollowUp(
        date(2027, 5, 21),
        tried="One explanation and three questions.",
        went="In part, or too early to say",
        result="19 of 45 minutes are mine.",
        learning="One explanation and three written questions brought teacher talk from 26 minutes to 19.",
    ),
)

LEARNINGS = (
    Learning(
        date(2027, 2, 17),
        BEN,
        "A substitute who had seen the lesson before kept the pauses; one who had not, did not.",
        "Challenge",
        "wait time",
    ),
    Learning(
        date(2027, 3, 10),
        EMI,
        "Asking pupils to draw the story before reading the numbers showed me who had not understood it.",
        "Strategy that works",
        "word problems",
    ),
    Learning(
        date(2027, 3, 24),
        DMITRI,
        "A shared board for wrong answers works only without names. With names it was empty after a week.",
        "Did not work",
        "online lessons, errors",
    ),
    Learning(
        date(2027, 4, 14),
        GRACE,
        "How do you close a number talk? Mine end with the bell, and nobody remembers the best thought.",
        "Question",
        "number talks",
    ),
    Learning(
        date(2027, 5, 5),
        CARMEN,
        "The list of first lines that Emi's group made hangs in four classrooms now.",
        "Resource",
        "word problems",
    ),
    Learning(
        date(2027, 5, 26),
        NOOR,
        "I led a lesson with ten seconds of silence in it, and it was the best minute of my year.",
        "Success",
        "wait time",
    ),
)
FOUND_USEFUL: tuple[Useful, ...] = (
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
ON_TOP: Mapping[date, str] = {
    date(2027, 3, 4): "Two cycles decided in one week. Read what did not work first; it is the better story.",
    date(2027, 4, 22): "Thank you to six pupils, who told us more than our figures.",
    date(2027, 5, 27): "One convening left. Bring one thing you would not give back.",
}
TOLD_COUNCILS = (
    Told(
        date(2027, 2, 24),
        CARMEN,
        "Second voices",
        date(2027, 2, 23),
        "They want to hear a second voice themselves.",
    ),
    Told(
        date(2027, 3, 24),
        HUGO,
        "Who leads",
        date(2027, 3, 23),
        "They asked what happens to those who fear to lead.",
    ),
    Told(date(2027, 4, 28), CARMEN, "Listening to pupils", date(2027, 4, 27)),
    Told(
        date(2027, 5, 27),
        FARAH,
        "What our last tests say",
        date(2027, 5, 26),
        "Keep two things, and tell families.",
    ),
)
