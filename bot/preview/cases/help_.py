"""Help."""

from bot.preview.case import typed, usual

UNKNOWN = usual("help/unknown", name="near", word="schedul", nearest="schedule")

CASES = [
    usual("help/help", name="facilitator", is_facilitator=True),
    usual("help/help", name="member", is_facilitator=False),
    UNKNOWN,
    usual("help/unknown", name="far", word="xyzzy", nearest=None),
    *typed(UNKNOWN, "channel", "long"),
]
