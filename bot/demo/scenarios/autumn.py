"""What the people of Math PLC do from September to February, in their own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.demo.scenarios.acting import Values
from bot.demo.scenarios.people import (
    ADA,
    BEN,
    CARMEN,
    DMITRI,
    EMI,
    FARAH,
    GRACE,
    HUGO,
    LEADERS,
    MARA,
    NOOR,
    ZONE,
)
from bot.demo.scenarios.sessions import Session, Voice
from bot.demo.scenarios.sharing import Learning, Told, Useful
from bot.demo.scenarios.threads import FollowUp, Problem, Reflection, Reply
from bot.demo.scenarios.trials import CheckIn, Decision, Study, Trial

HOLIDAYS = """\
2026-11-11 Veterans Day
2026-11-25 to 2026-11-27 Thanksgiving
2026-12-21 to 2027-01-01 Winter break
2027-01-18 Martin Luther King Jr. Day
2027-02-15 Presidents' Day
2027-03-29 to 2027-04-02 Spring break
2027-05-31 Memorial Day"""

CHARTER: Values = {
    "name": "Math PLC",
    "purpose_whom": "teachers of mathematics in our three schools",
    "purpose_shared": "pupils who give up on word problems",
    "purpose_practice": "let pupils do the thinking and the talking",
    "zone": ZONE,
    "facilitators": [ADA, BEN],
    "leaders_channel": LEADERS,
    "year_starts_on": date(2026, 9, 1),
    "semester_ends_on": date(2027, 1, 29),
    "year_ends_on": date(2027, 6, 18),
    "holidays": HOLIDAYS,
    "skips_quiet_weeks": ["Send no digest"],
    "reviews_digest": ["Show facilitators the draft a day before"],
}

LINCOLN, MAPLE, WILLOW = "Lincoln grade 4", "Maple Online grade 5", "Willow grade 3"
TEAMS: Mapping[str, Values] = {
    CARMEN: {
        "name": LINCOLN,
        "site": "Lincoln Elementary",
        "school_level": "Elementary",
        "note_taker": BEN,
        "decision_maker": MARA,
        "members": [CARMEN, BEN],
        "observers": [NOOR],
    },
    FARAH: {
        "name": MAPLE,
        "site": "Maple Online Academy",
        "school_level": "Elementary",
        "note_taker": DMITRI,
        "members": [FARAH, DMITRI],
    },
    HUGO: {
        "name": WILLOW,
        "site": "Willow Street School",
        "school_level": "Elementary",
        "note_taker": EMI,
        "members": [HUGO, EMI],
        "observers": [ADA],
    },
}

EXPLAIN = "Explaining answers"
OBJECTIVES: Mapping[date, Values] = {
    date(2026, 9, 25): {
        "name": EXPLAIN,
        "measure": "Answers with a reason on the exit ticket, all three schools",
        "unit": "%",
        "better": "when it goes up",
        "baseline": "31",
        "target": "60",
        "by_on": date(2027, 5, 28),
        "owner": ADA,
    },
}
VALUES_SEEN: Mapping[date, str] = {
    date(2026, 9, 30): "31",
    date(2026, 10, 30): "34",
    date(2026, 11, 30): "39",
    date(2026, 12, 17): "38",
    date(2027, 1, 29): "45",
}

SESSIONS = (
    Session(
        on=date(2026, 9, 24),
        title="What our exit tickets say",
        scheduled_on=date(2026, 9, 9),
        objectives="Read a stack of exit tickets together, and say what they tell us and what they do not.",
        agenda="Who is here, 10\nExit tickets in pairs, 35\nWhat we want to reach, 20\nReflect and "
        "commit, 10",
        going=(ADA, CARMEN, DMITRI, BEN, FARAH),
        maybe=(NOOR,),
        declined=(GRACE,),
        answers_late=(HUGO, EMI),
        came=(ADA, BEN, CARMEN, DMITRI, FARAH, EMI, NOOR),
        voices=(
            Voice(ADA, "45455", valuable="We chose one thing to look at, and looked."),
            Voice(
                CARMEN,
                "45544",
                valuable="Seeing that other classes leave the same items blank.",
                next_step="Sort one stack of exit tickets with a colleague before Friday.",
                learning="Sorting exit tickets into three piles takes ten minutes and tells more than "
                "grading them.",
            ),
            Voice(
                DMITRI,
                "44344",
                valuable="The pairs.",
                change="Five minutes more for the second stack.",
                next_step="Count who explains an answer in two lessons.",
            ),
            Voice(FARAH, "45454", valuable="Talking to somebody who teaches the same grade."),
            Voice(EMI, "43444", change="Read the directions aloud once.", is_unnamed=True),
            Voice(BEN, "44445", valuable="We agreed on one figure for all three schools."),
            Voice(NOOR, "54555", valuable="I could ask anything."),
        ),
    ),
    Session(
        on=date(2026, 10, 22),
        title="Number talks, seen and tried",
        scheduled_on=date(2026, 10, 6),
        objectives="Lead a number talk of ten minutes without saying what is right.",
        agenda="Good news, 5\nA number talk, 25\nTry it in threes, 30\nReflect and commit, 15",
        spotlight="Farah's class: a number talk on video",
        going=(ADA, BEN, FARAH, CARMEN, HUGO),
        maybe=(DMITRI,),
        declined=(GRACE, MARA),
        answers_late=(EMI,),
        came=(ADA, BEN, CARMEN, FARAH, HUGO, EMI, DMITRI),
        voices=(
            Voice(ADA, "44545", change="Less of me."),
            Voice(
                HUGO,
                "55555",
                valuable="I was a pupil for ten minutes, and felt how long silence is.",
                next_step="One number talk each Monday until Thanksgiving.",
                learning="In a number talk, writing down every answer first keeps the quick ones from "
                "ending it.",
            ),
            Voice(CARMEN, "45444", valuable="Trying it at once, in threes."),
            Voice(DMITRI, "54545", change="Share the video before, for those who watch slowly."),
            Voice(FARAH, "44555", valuable="Being asked about my class instead of being judged."),
            Voice(
                BEN,
                "55444",
                next_step="Lead one number talk in Carmen's class, and let her lead one in mine.",
            ),
            Voice(EMI, "44344", change="A written version for those who need it.", is_unnamed=True),
        ),
    ),
    Session(
        on=date(2026, 11, 12),
        title="Looking at student work together",
        scheduled_on=date(2026, 10, 27),
        objectives="Describe a piece of work before anybody judges it.",
        agenda="What became of our commitments, 10\nThree pieces of work, 45\nReflect and commit, 20",
        spotlight="Lincoln: six weeks of wait time",
        going=(ADA, CARMEN, BEN, EMI, DMITRI),
        maybe=(FARAH,),
        declined=(GRACE,),
        answers_late=(HUGO,),
        came=(ADA, BEN, CARMEN, EMI, HUGO, DMITRI),
        voices=(
            Voice(ADA, "44554", next_step="Time the silence at our next convening."),
            Voice(
                EMI,
                "54554",
                valuable="Nobody said “should” for half an hour.",
                next_step="Bring three pieces of work that I do not understand.",
                learning="Describing work for two minutes before judging it changed what we saw in two "
                "pieces of three.",
            ),
            Voice(BEN, "45454", change="Fewer pieces, more time for each."),
            Voice(CARMEN, "44545", valuable="The questions about our cycle."),
            Voice(HUGO, "34444", change="Start on time.", is_unnamed=True),
            Voice(DMITRI, "44444", valuable="It was calm."),
        ),
    ),
    Session(
        on=date(2026, 12, 10),
        title="Three reads of a word problem",
        scheduled_on=date(2026, 11, 23),
        announced_on=date(2026, 11, 30),
        objectives="Read a word problem three times, each time for another reason, and lead others "
        "through it.",
        agenda="Warm up, 10\nThree reads, 30\nOur own problems, 25\nReflect and commit, 10",
        spotlight="Willow: what three reads did in grade 3",
        going=(ADA, BEN, HUGO, EMI, CARMEN, FARAH),
        declined=(GRACE, DMITRI),
        answers_late=(NOOR,),
        came=(ADA, BEN, HUGO, EMI, CARMEN, FARAH, NOOR),
        voices=(
            Voice(ADA, "55454", valuable="Figures that are not yet good, told as they are."),
            Voice(
                FARAH,
                "55455",
                valuable="Hugo's honest figures.",
                next_step="Three reads, once a week, with the pupils leading the second.",
                learning="Leaving the question off a word problem at first lets everybody talk about the "
                "story.",
            ),
            Voice(CARMEN, "45545", valuable="Something for tomorrow morning."),
            Voice(NOOR, "55555", learning="Reading a problem aloud together calms those who usually rush."),
            Voice(EMI, "54444", valuable="It works for my group without changing anything.", is_unnamed=True),
            Voice(BEN, "44554", change="Keep the last ten minutes free of screens."),
            Voice(HUGO, "45455", next_step="Ask Emi's group to lead the first read."),
        ),
    ),
    Session(
        on=date(2027, 1, 21),
        title="Half a year in figures",
        scheduled_on=date(2027, 1, 5),
        objectives="Say what has changed since September, and choose what to test next.",
        agenda="Arriving, 10\nData walk, 40\nWhat each team tries next, 15\nReflect and commit, 10",
        spotlight="The run charts of all three teams",
        going=(BEN, ADA, CARMEN, FARAH, DMITRI, EMI),
        maybe=(MARA,),
        declined=(GRACE,),
        answers_late=(HUGO, NOOR),
        came=(ADA, BEN, CARMEN, DMITRI, FARAH, EMI, HUGO, MARA),
        voices=(
            Voice(ADA, "45555", valuable="Everybody spoke before anybody spoke twice."),
            Voice(
                CARMEN,
                "55555",
                valuable="Our chart beside the others.",
                next_step="Let two pupils keep the tally.",
                learning="A chart the class fills in itself is looked at every day; mine on the wall was "
                "not.",
            ),
            Voice(DMITRI, "54455", valuable="Naming what did not work without anybody defending it."),
            Voice(FARAH, "45554", next_step="Finish our study before the next convening."),
            Voice(BEN, "55545", change="Send the charts a day before."),
            Voice(EMI, "44454", is_unnamed=True, valuable="Being asked what I need."),
            Voice(HUGO, "45444", change="A break after the data walk."),
            Voice(MARA, "55455", valuable="I see now what the substitutes are for."),
        ),
    ),
)

AHEAD = Session(
    on=date(2027, 2, 11),
    title="Second voices: pupils answer pupils",
    scheduled_on=date(2027, 1, 26),
    objectives="Plan one lesson in which a second pupil answers before the teacher does.",
    agenda="Good news, 10\nWhat we saw at Lincoln, 25\nPlan a lesson in pairs, 30\nReflect and commit, 10",
    spotlight="Lincoln: who answers whom?",
    going=(ADA, CARMEN, BEN, DMITRI),
    maybe=(FARAH,),
    declined=(GRACE,),
    answers_late=(HUGO, NOOR),
    came=(ADA, BEN, CARMEN, DMITRI, FARAH, HUGO, NOOR),
    voices=(
        Voice(ADA, "55554", change="Fewer slides next time."),
        Voice(
            DMITRI,
            "55455",
            valuable="Planning a lesson I will really teach.",
            next_step="Ask for a second answer before I say anything, three times a lesson.",
            learning="Asking for a second answer even when the first is right makes the first one shorter "
            "and better.",
        ),
        Voice(CARMEN, "55555", valuable="Noor's notes on who spoke."),
        Voice(FARAH, "44455", change="More examples from online lessons."),
        Voice(HUGO, "45444", next_step="Two second voices on Monday."),
        Voice(BEN, "54545", valuable="The pace."),
    ),
)

WAIT_TIME, THREE_READS, ERRORS = (
    "Wait time in grade 4",
    "Three reads in grade 3",
    "Explain a classmate's error",
)
SECOND_VOICE, PUPILS_READ, STARTERS = (
    "A second voice in grade 4",
    "Pupils lead the reads",
    "Talk before typing",
)

_FEW_EXPLAIN = "Few pupils explain their answer: 8 of 26 on Monday's exit ticket."
_WITH_REASON = "Answers with a reason"
_TIMED = "Ben times the pauses in two lessons a week."
_TICKETS = "An exit ticket each Tuesday and Friday; Carmen counts the answers with a reason."
TRIALS = (
    Trial(
        title=WAIT_TIME,
        lead=CARMEN,
        team=LINCOLN,
        planned_on=date(2026, 9, 28),
        begins_on=date(2026, 10, 5),
        ends_on=date(2026, 11, 13),
        looked_at="Two lessons on video, with a stopwatch",
        change="Wait ten seconds after each question, and let pupils write first.",
        prediction="By the middle of November half the class explains its answer.",
        baseline="31",
        target="50",
        check_ins=(
            CheckIn(
                date(2026, 10, 8),
                CARMEN,
                "On track",
                "Carmen waits on Mondays and Wednesdays, Ben times it. Tickets on Tuesdays and Fridays.",
                ("2026-10-06: 31",),
            ),
            CheckIn(
                date(2026, 10, 23),
                BEN,
                "On track",
                "Ten seconds feel endless. Those who never speak now write first, and then speak.",
                ("2026-10-09: 33", "2026-10-13: 30", "2026-10-16: 36", "2026-10-20: 38", "2026-10-23: 37"),
                surprises="The quick ones write more, too.",
            ),
            CheckIn(
                date(2026, 11, 10),
                CARMEN,
                "On track",
                "It has become a habit; a pupil said “you did not wait”.",
                (
                    "2026-10-27: 42",
                    "2026-10-30: 41",
                    "2026-11-03: 45",
                    "2026-11-06: 44",
                    "2026-11-10: 48",
                ),
                learning="Once pupils expect the pause, they ask for it.",
            ),
        ),
        studied=Study(
            date(2026, 11, 16),
            "Partly",
            "From 31 to 48 %, a little short of half. The rise began in the third week.",
            "Ten seconds feel long to the teacher and short to the pupils.",
            "Wait ten seconds and let pupils write before anybody speaks: in six weeks, answers with a "
            "reason rose from 31 to 48 %.",
            successes="Pupils who had not spoken since September now do.",
            challenges="The first two weeks, when nothing seemed to change.",
        ),
        decided=Decision(
            date(2026, 11, 18),
            "Adopt",
            "Keep waiting, and ask a second pupil before the teacher answers.",
            start="Write first, in every lesson",
            keep="Ten seconds, counted",
            scale="Grade 5 at Maple would like to try it",
        ),
        problem=_FEW_EXPLAIN,
        measure=_WITH_REASON,
        evidence_adult=_TIMED,
        evidence_student=_TICKETS,
    ),
    Trial(
        title=THREE_READS,
        lead=HUGO,
        team=WILLOW,
        planned_on=date(2026, 10, 14),
        begins_on=date(2026, 10, 19),
        ends_on=date(2026, 12, 4),
        problem="Almost half of grade 3 leave the word problem blank on Fridays.",
        looked_at="A routine of three reads that Emi knows from reading lessons",
        change="Read each word problem three times: for the story, for the question, for the numbers.",
        prediction="Before the winter break only one in five leaves it blank.",
        measure="Word problems left blank",
        is_better_down=True,
        baseline="46",
        target="20",
        evidence_adult="Emi notes how long each read takes, on Wednesdays.",
        evidence_student="Friday's word problem: Hugo counts the blank ones.",
        check_ins=(
            CheckIn(
                date(2026, 10, 22),
                HUGO,
                "On track",
                "Mondays, Wednesdays and Fridays. Emi takes the group that reads slowly.",
            ),
            CheckIn(
                date(2026, 11, 10),
                EMI,
                "Slower than planned",
                "Three reads take fifteen minutes. We shortened the third.",
                ("2026-10-23: 44", "2026-10-30: 45", "2026-11-06: 39"),
                help_wanted="Somebody who has done it in less than ten minutes.",
            ),
            CheckIn(
                date(2026, 12, 1),
                HUGO,
                "On track",
                "Ten minutes now. They ask for the story first by themselves.",
                ("2026-11-13: 38", "2026-11-20: 33", "2026-12-01: 30"),
                surprises="Those who read best gained least.",
            ),
        ),
        studied=Study(
            date(2026, 12, 8),
            "No",
            "From 46 to 30 % left blank: better, and not one in five.",
            "The read for the story does most of the work; the read for the numbers can be short.",
            "Of three reads of a word problem, the one for the story matters most: do it even if time is "
            "short.",
            challenges="Fifteen minutes each time were too many.",
        ),
        decided=Decision(
            date(2026, 12, 9),
            "Adapt",
            "Two reads, led by pupils, in eight minutes.",
            stop="Reading the numbers aloud",
            keep="The read for the story",
        ),
    ),
    Trial(
        title=ERRORS,
        lead=FARAH,
        team=MAPLE,
        planned_on=date(2026, 11, 23),
        begins_on=date(2026, 11, 30),
        ends_on=date(2027, 1, 29),
        problem="Pupils online copy the corrected answer and cannot say what was wrong before.",
        looked_at="Lincoln's cycle on wait time, and two of our own recordings",
        change="Once a lesson a pupil explains somebody else's error before anybody corrects it.",
        prediction="By the end of January two of three can say why an answer was wrong.",
        measure="Errors explained in their own words",
        baseline="40",
        target="66",
        evidence_adult="Dmitri marks in the recording when a pupil explains an error.",
        evidence_student="A question on errors in Thursday's quiz; Farah counts.",
        check_ins=(
            CheckIn(
                date(2026, 12, 3),
                FARAH,
                "On track",
                "Tuesdays and Thursdays, always an error nobody in the room made.",
                ("2026-12-03: 41",),
            ),
            CheckIn(
                date(2027, 1, 5),
                DMITRI,
                "Slower than planned",
                "Three lessons fell out before the break.",
                ("2026-12-10: 44", "2026-12-17: 43"),
            ),
            CheckIn(
                date(2027, 1, 26),
                FARAH,
                "On track",
                "They ask whose error it is less and less, and what it is more and more.",
                ("2027-01-07: 50", "2027-01-14: 55", "2027-01-21: 58"),
                learning="An error that nobody in the room made is talked about more freely than one "
                "somebody made.",
            ),
        ),
    ),
    Trial(
        title=SECOND_VOICE,
        lead=CARMEN,
        team=LINCOLN,
        planned_on=date(2027, 1, 6),
        begins_on=date(2027, 1, 11),
        ends_on=date(2027, 2, 26),
        goes_on_from=WAIT_TIME,
        looked_at="Our own study from November",
        change="Keep waiting, and ask a second pupil before the teacher answers.",
        prediction="By the end of February six of ten explain their answer.",
        baseline="48",
        target="60",
        check_ins=(
            CheckIn(
                date(2027, 1, 14),
                CARMEN,
                "On track",
                "A second voice at least three times a lesson; Noor notes who it is.",
                ("2027-01-12: 49",),
            ),
            CheckIn(
                date(2027, 2, 2),
                BEN,
                "On track",
                "The second voice often says it better than the first.",
                (
                    "2027-01-15: 52",
                    "2027-01-19: 50",
                    "2027-01-22: 54",
                    "2027-01-26: 53",
                    "2027-01-29: 57",
                    "2027-02-02: 58",
                ),
                learning="Pupils listen to each other once they may be asked what the other one said.",
            ),
        ),
        problem=_FEW_EXPLAIN,
        measure=_WITH_REASON,
        evidence_adult=_TIMED,
        evidence_student=_TICKETS,
    ),
    Trial(
        title=PUPILS_READ,
        lead=HUGO,
        team=WILLOW,
        planned_on=date(2027, 1, 8),
        begins_on=date(2027, 1, 12),
        ends_on=date(2027, 2, 19),
        goes_on_from=THREE_READS,
        problem="A third of grade 3 still leave the word problem blank on Fridays.",
        change="Two reads, led by pupils, in eight minutes.",
        prediction="Before Presidents' Day one in five leaves it blank.",
        measure="Word problems left blank",
        is_better_down=True,
        baseline="30",
        target="20",
        evidence_adult="Emi times the reads on Wednesdays.",
        evidence_student="Friday's word problem: Hugo counts the blank ones.",
        check_ins=(
            CheckIn(
                date(2027, 1, 15),
                HUGO,
                "On track",
                "Four pupils lead, two a week.",
                ("2027-01-15: 31",),
            ),
            CheckIn(
                date(2027, 2, 1),
                HUGO,
                "Stuck",
                "Four pupils lead and the others wait for them. It is quieter than in autumn.",
                ("2027-01-22: 33", "2027-01-29: 34"),
                help_wanted="How do others choose who leads, so that it is not always the same four?",
            ),
        ),
    ),
)
STUDYING = (ERRORS, date(2027, 2, 2))  # doing is over; the study is not written yet
PLANNED = Trial(
    title=STARTERS,
    lead=GRACE,
    team="",
    planned_on=date(2027, 2, 3),
    begins_on=date(2027, 2, 8),
    ends_on=date(2027, 3, 12),
    problem="In my class in Dublin they type the answer before anybody has said a word: 5 of 24 talk first.",
    looked_at="The thread on who carries a discussion",
    change="A minute of talk in pairs before any screen is opened.",
    prediction="By the middle of March half of them talk before they type.",
    measure="Pairs who talk first",
    baseline="21",
    target="50",
    evidence_adult="I start the clock, three times a week.",
    evidence_student="A colleague counts pairs on Wednesdays.",
)

CARRIED = Problem(
    title="The same five pupils carry every discussion",
    presenter=DMITRI,
    shared_on=date(2026, 10, 12),
    begins_on=date(2026, 10, 13),
    question="What could I change in how I ask, so that others begin to talk?",
    numbers="Of 40 turns I counted on Tuesday, 31 came from five pupils.",
    observations="The five look at me, the others look at the five.",
    metric="Turns in discussion",
    practice="Whole-class discussion",
    group="Grade 5, those who read below grade level",
    tried="Calling on people by lot. It made them anxious.",
    replies=(
        Reply(
            date(2026, 10, 13),
            "9:40",
            DMITRI,
            "It is an online class, so I see all faces at once. In small rooms they talk. When we come back, "
            "the five report for everybody.",
        ),
        Reply(date(2026, 10, 14), "9:25", CARMEN, "How long do you wait after a question?"),
        Reply(date(2026, 10, 14), "10:10", DMITRI, "Three seconds, I counted on the recording."),
        Reply(date(2026, 10, 14), "12:10", HUGO, "Who decides who reports from a small room?"),
        Reply(date(2026, 10, 14), "12:40", DMITRI, "They do. It is always the same ones."),
        Reply(date(2026, 10, 14), "15:45", NOOR, "Is it the same five in every subject?"),
        Reply(
            date(2026, 10, 15),
            "9:35",
            EMI,
            "What would the quiet ones say they are waiting for?",
        ),
        Reply(
            date(2026, 10, 15),
            "12:15",
            FARAH,
            "What do the five get out of it that the others do not?",
        ),
        Reply(
            date(2026, 10, 16),
            "9:50",
            CARMEN,
            "Farah's question made me look at my own class: my five get the last word, and the last word "
            "is mine. Since I wait ten seconds, others come in.",
        ),
        Reply(
            date(2026, 10, 16),
            "12:20",
            GRACE,
            "Here in Dublin I saw a teacher let the room choose a question to bring back, in place of an "
            "answer. Everybody had one.",
        ),
        Reply(
            date(2026, 10, 19),
            "10:05",
            HUGO,
            "Building on Grace: a question is safer than an answer. In my class the first turn goes to "
            "whoever has spoken least this week, and they may pass.",
        ),
    ),
    reflection=Reflection(
        date(2026, 10, 20),
        heard="That I give the floor to whoever is fastest, and that a question may be easier to bring "
        "than an answer.",
        will_try="For two weeks each small room brings back a question, and I wait ten seconds.",
        takeaways=(
            "Let small rooms bring back a question in place of an answer: more pupils speak.",
            "Whoever waits three seconds hears five pupils; count the seconds on a recording once.",
        ),
    ),
    follow_up=FollowUp(
        date(2026, 11, 6),
        tried="Questions from each small room, and ten seconds of waiting.",
        went="It helped",
        result="Of 40 turns, 22 came from the five; nine pupils spoke who had not in October.",
        learning="Two weeks of bringing back questions, and nine more pupils spoke in the big room.",
    ),
)
BLANK = Problem(
    title="Eleven of 24 hand in a blank page",
    presenter=EMI,
    shared_on=date(2027, 2, 1),
    begins_on=date(2027, 2, 2),
    question="How could I get them to begin by themselves?",
    numbers="11 of 24 exit tickets blank, three weeks in a row.",
    observations="In pairs the same pupils explain every step. Alone they wait until I come by.",
    metric="Exit tickets handed in",
    practice="Independent practice after a worked example",
    group="Grade 3 and 4, those who read below grade level",
    tried="Sentence starters on the board: they helped for a week.",
    replies=(
        Reply(
            date(2027, 2, 2),
            "9:30",
            EMI,
            "It begins when they work alone. Some sharpen pencils, some ask to leave the room. When I sit "
            "down beside one of them, the page fills up.",
        ),
        Reply(date(2027, 2, 3), "9:20", BEN, "Is it the same eleven each time?"),
        Reply(date(2027, 2, 3), "9:45", EMI, "Eight of them, yes. The other three change."),
        Reply(date(2027, 2, 3), "11:15", DMITRI, "How long do they sit there before you come by?"),
        Reply(date(2027, 2, 3), "12:10", EMI, "Two minutes, at most. I find it hard to watch."),
        Reply(
            date(2027, 2, 3), "13:30", CARMEN, "What is on the page when the lesson before was a good one?"
        ),
        Reply(
            date(2027, 2, 4),
            "9:25",
            FARAH,
            "If you could watch those two minutes from the back of the room, what would you hope to notice?",
        ),
    ),
)

LEARNINGS = (
    Learning(
        date(2026, 9, 17),
        FARAH,
        "A photo of the board in the chat is the best summary of an online lesson; pupils draw on it at "
        "home.",
        "Resource",
        "online lessons",
    ),
    Learning(
        date(2026, 10, 28),
        EMI,
        "Sentence starters on the table helped in week one and were in the way in week three.",
        "Did not work",
        "grade 3, discussion",
    ),
    Learning(
        date(2026, 11, 18),
        GRACE,
        "Does wait time work when pupils may type? In my class the fast ones fill the screen within seconds.",
        "Question",
        "wait time, online lessons",
    ),
    Learning(
        date(2026, 12, 2),
        CARMEN,
        "Since pupils write before they speak, three who had never spoken have each explained an answer.",
        "Success",
        "grade 4, wait time",
    ),
    Learning(
        date(2026, 12, 16),
        DMITRI,
        "Exit tickets with one question are read the same day; those with four wait until the weekend.",
        "Strategy that works",
        "exit tickets",
    ),
    Learning(
        date(2027, 1, 12),
        NOOR,
        "A tally of who speaks, kept by a pupil, is fairer than mine: I had overlooked the back row.",
        "Strategy that works",
        "grade 4, discussion",
    ),
    Learning(
        date(2027, 1, 27),
        HUGO,
        "When the same four lead, the others stop reading. I had hoped for the opposite.",
        "Challenge",
        "grade 3, word problems",
    ),
)
FOUND_USEFUL: tuple[Useful, ...] = (
    (date(2026, 9, 25), BEN, "Sorting exit tickets"),
    (date(2026, 9, 25), EMI, "Sorting exit tickets"),
    (date(2026, 9, 25), DMITRI, "Sorting exit tickets"),
    (date(2026, 10, 2), CARMEN, "Two at a board"),
    (date(2026, 10, 2), FARAH, "Two at a board"),
    (date(2026, 10, 30), DMITRI, "Sentence starters on the table"),
    (date(2026, 11, 20), HUGO, "Wait ten seconds and let pupils write"),
    (date(2026, 11, 20), FARAH, "Wait ten seconds and let pupils write"),
    (date(2026, 11, 20), MARA, "Wait ten seconds and let pupils write"),
    (date(2026, 12, 18), CARMEN, "Exit tickets with one question"),
    (date(2027, 1, 15), BEN, "A tally of who speaks"),
    (date(2027, 1, 15), CARMEN, "A tally of who speaks"),
    (date(2027, 1, 29), EMI, "When the same four lead"),
)
ON_TOP: Mapping[date, str] = {
    date(2026, 10, 8): "A week of first steps. Thank you to Hugo, who let us look over his shoulder.",
    date(2026, 11, 19): "Lincoln has finished the first cycle of the year. Have a look at the chart!",
    date(2027, 1, 14): "Welcome back. Four of you are testing something already; we did not expect that.",
}
TOLD_COUNCILS = (
    Told(
        date(2026, 11, 5),
        CARMEN,
        "Number talks",
        date(2026, 11, 4),
        "They liked the figures, and ask whether grade 5 will try it, too.",
    ),
    Told(date(2026, 12, 16), HUGO, "Three reads of", date(2026, 12, 15)),
    Told(date(2027, 1, 28), FARAH, "Half a year", date(2027, 1, 27)),
)
