"""Whether a reply fits the step it was said in. Pure: words in, the name of a hint out, or none.

The rules are simple on purpose, and lean towards silence: a wrong hint is worse than a missing one. A hint is
private, given once for each person and step, and says what to do instead.

| who | step | what | hint |
|---|---|---|---|
| an anonymous presenter | 1 to 6 | anything under their own name | shows_name |
| the presenter | 4 | anything but thanks | presenter_listens |
| a peer | 1, 5 | anything but thanks | peers_wait |
| a peer | 2, 3 | advice, also dressed as a question | advice |
| a peer | 2, 3 | a statement of eight words or more, nothing asked | talking |

Nothing is off for peers in step 4, nor for anybody after the close.

*Thanks* are replies of at most eight words that ask nothing and hold a word of thanks or welcome, and replies
without words (emoji, a picture). Quotations (lines that begin with >), code, links, mentions do not count.

*Advice* is: "you should, could, might, must, need to …"; a sentence that begins with "try", "consider" and
the like; "I would try …", "I suggest …", "my advice"; "why don't you try …", "how about trying …"; "if I were
you"; "have you tried …" with a thing to try; "what worked for us". It is none when it is reported or asked
about ("why do you think you should …", "you said you could …"), when it asks to be told ("could you tell us")
or "tried" is open ("have you tried anything else").

*A question* has a question mark of any script, or a sentence that begins like one ("what", "how many",
"did you", "I wonder"), since people in a hurry leave the mark out.

Only English phrases are known. In another language a question is known by its mark, and nothing is advice.
"""

from __future__ import annotations

import re

from community.problems.views import Step

ADVICE = "advice"
TALKING = "talking"
PRESENTER_LISTENS = "presenter_listens"
PEERS_WAIT = "peers_wait"
SHOWS_NAME = "shows_name"

LONGEST_LEAD = 40  # characters before "you should" that are looked at
LONG_ENOUGH = 8  # words: a shorter statement ("that helps, I see") is left alone


def _one_of(words: str) -> str:
    """A pattern for any of these, parted by commas; their order does not matter."""
    return rf"(?:{'|'.join(re.escape(word.strip()) for word in words.split(','))})\b"


_QUOTED = re.compile(r"```.*?```|`[^`\n]*`|^\s*>.*$", re.DOTALL | re.MULTILINE)
_MARKUP = re.compile(r"https?://\S+|\S+@\S+\.\S+|(?<!\w)[@#][\w.-]+|<[^>\n]*>|:[\w+-]+:|[*_~]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
_MARK = re.compile("[?\N{ARABIC QUESTION MARK}\N{FULLWIDTH QUESTION MARK}\N{ARMENIAN QUESTION MARK}\u037e]")
_BREAK = re.compile(r"(?<=[.!?:;])\s+|\n+|,\s+(?=but\b|so\b|and\b)|\s[-\u2013\u2014]\s")
_LEAD = re.compile(  # what may stand before the first word that counts: "Hi Ada, just one question: …"
    r"(?:(?:hi|hello|hey)\b[^,:!]{0,20}[,:!]\s*|"
    + _one_of(
        "and,but,so,ok,okay,oh,well,also,then,just,maybe,perhaps,yes,no,please,thanks,thank you,a question"
    )
    + r"[\s,:]*|[-\u2022\d.)\s\"'(]+)*"
)
_ASKS = re.compile(
    _one_of(
        "what,what's,how,how's,why,when,who,who's,whom,whose,which,where,where's,do,does,did,is,are,was,were,can,"
        "could,has,have,had,will,would,should,may i,might,any,i wonder,i am wondering,i'm wondering,"
        "i am curious,i'm curious,i would like to know,i'd like to know,i'd love to know,curious,tell us,"
        "tell me,in what,in which,on which,at what,at which,for whom,for which,to what,with whom,"
        "since when,by when"
    )
)
_THANKS = re.compile(
    r"\b"
    + _one_of(
        "thank,thanks,thx,cheers,welcome,appreciate,appreciated,grateful,great,good luck,congratulations,wow,"
        "brave,sorry,noted,ok,okay,got it,sure,nice,merci,gracias,danke,obrigado,obrigada"
    )
)

_DO = _one_of(  # what advice tells people to do
    "try,use,start,do,make,give,have,let,ask,begin,avoid,stop,focus,look,keep,put,split,pair,take,change,go,talk,"
    "teach,show,set,add,invite,group,model,praise,call,seat,move"
)
_ADVICE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\bi(?: would|'d)(?: \w+)? {_DO}",  # I would definitely start with …
        r"\bi(?: \w+)?(?: \w+)? (?:suggest|recommend|advise)\b",
        r"\bmy (?:advice|suggestion|recommendation|tip)\b",
        r"\bif i were (?:you|in your)\b|\bin your (?:place|shoes|position)\b|\byou'd better\b",
        rf"\bwhy (?:don't you|not|don't we)(?: just| simply)? {_DO}",
        rf"\b(?:could|can|couldn't|can't|would|should|shouldn't) you (?:just|simply|maybe|instead) {_DO}",
        rf"\b(?:couldn't|can't|shouldn't) you {_DO}",
        r"\bhow about \w+ing\b",
        r"\bwould(?:n't)? it (?:not )?(?:help|be better) (?:if|to)\b",
        r"\bit (?:might|may|could|would) help (?:if|to)\b",
    )
)
_YOU_SHOULD = re.compile(
    r"\byou(?: \w+)? "
    + _one_of("should,could,might,must,ought to,need to,have to,had better,may want to,can always,can try")
)
_MUST = re.compile("(?:must|ought to|need to|have to)$")
_ENDS_ASKING = re.compile(r"[^.!?\n]*\?")
_TELL_US = re.compile(
    r"(?: please| maybe| perhaps)? "
    + _one_of(
        "tell,say,share,explain,describe,clarify,give us,give an,remind,send,post,show us,"
        "help us,help me,answer"
    )
)
_REPORTED = re.compile(  # before "you should": said, thought, or asked about
    r"\b"
    + _one_of(
        "think,thinks,thought,feel,felt,say,says,said,believe,believed,decide,decided,mean,meant,sure,whether,if,"
        "what,when,how,why,where,which,who,that,know,knew,told,hope,hoped,wish,assume,assumed,expect,expected,"
        "imagine,heard,hear,read,understand,see,anything,everything,something,thing,things,until,because,as,do,"
        "did"
    )
    + r"\s+$"
)
_OWN_VIEW = re.compile(
    r"(?<!do )\bi (?:\w+ )?(?:think|thought|feel|felt|believe|say|mean|know|hope|wish)\s+$"
)
_HAVE_TRIED = re.compile(
    r"\b(?:have|had|did) you(?: ever| already| also| perhaps)?"
    r" (?:tried|try|considered|consider|thought (?:of|about)|think (?:of|about)|looked into)\b"
)
_OPENLY = re.compile(
    r"\s*(?:[?.!,]|$|"
    + _one_of(
        "anything,something,any,other,others,what,how,why,which,who,whether,when,where,if,it,this,that,them,"
        "so far,before,already,yet,else"
    )
    + ")"
)
_WORKED = re.compile(r"\b(?:worked|works|helped|helps)(?: \w+){0,2} (?:for|in|with) (?:me|us|my|our)\b")
_TELLS_TO = re.compile(
    _one_of("try,consider,start with,start by,begin with,begin by,check out,look into,give them,let them")
)


def why_off(text: str, step: Step, *, is_presenter: bool, is_anonymous: bool) -> str | None:
    """Why this reply belongs to another step (`advice`, `talking`, …), or `None` if it fits.

    `is_anonymous`: the problem is; then whatever its presenter replies shows a name that was to stay unknown.
    """
    if is_presenter and is_anonymous:
        return SHOWS_NAME
    said = _own_words(text)
    if _is_thanks(said):
        return None
    if is_presenter:
        return PRESENTER_LISTENS if step is Step.DISCUSS else None
    if step in (Step.PRESENT, Step.REFLECT):
        return PEERS_WAIT
    if step in (Step.CLARIFY, Step.PROBE):
        return _why_no_question(said)
    return None


def _why_no_question(said: str) -> str | None:
    if _is_advice(said):
        return ADVICE
    if _asks(said) or len(_WORD.findall(said)) < LONG_ENOUGH:
        return None
    return TALKING


def _is_thanks(said: str) -> bool:
    words = _WORD.findall(said)
    if not words:
        return not _MARK.search(said)
    return len(words) <= LONG_ENOUGH and not _asks(said) and bool(_THANKS.search(said))


def _asks(said: str) -> bool:
    return bool(_MARK.search(said)) or any(_ASKS.match(sentence) for sentence in _sentences(said))


def _is_advice(said: str) -> bool:
    return (
        any(pattern.search(said) for pattern in _ADVICE)
        or any(_is_plain(said, found) for found in _YOU_SHOULD.finditer(said))
        or any(not _OPENLY.match(said, found.end()) for found in _HAVE_TRIED.finditer(said))
        or any(_TELLS_TO.match(sentence) for sentence in _sentences(said))
        or (bool(_WORKED.search(said)) and not _MARK.search(said))
    )


def _is_plain(said: str, you_should: re.Match[str]) -> bool:
    """Said outright: not reported ("you said you should"), no wish to be told ("you could tell us"), and not
    asked whether it is so ("so you have to grade each one?").
    """
    if _MUST.search(you_should.group()) and _ENDS_ASKING.match(said, you_should.end()):
        return False
    before = said[max(0, you_should.start() - LONGEST_LEAD) : you_should.start()]
    is_reported = _REPORTED.search(before) and not _OWN_VIEW.search(before)
    return not is_reported and not _TELL_US.match(said, you_should.end())


def _sentences(said: str) -> list[str]:
    """Each from its first word that counts."""
    return [_LEAD.sub("", sentence.strip(), count=1) for sentence in _BREAK.split(said)]


def _own_words(text: str) -> str:
    """What the person says themselves, in small letters: no quotations, code, links, mentions, emoji."""
    return _MARKUP.sub(" ", _QUOTED.sub(" ", text)).replace("\u2019", "'").strip().lower()
