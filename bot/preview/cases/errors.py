"""What did not work."""

from bot.preview.case import typed, usual

SENTENCE = usual(
    "errors/sentence", "text", sentence="Only the facilitators of Math PLC can do this. Ask one of them."
)
NOTICE = usual(
    "errors/notice",
    "modal",
    title="That did not work",
    sentence="Data walk was cancelled on Monday.",
    ref_text="",
)

CASES = [
    SENTENCE,
    *typed(SENTENCE, "channel", "quotes", "long"),
    usual("errors/unexpected", "text", code="7F3K-22"),
    NOTICE,
    *typed(NOTICE, "channel", "long"),
]
