"""Text that people really type, or would type to see what happens."""

import random

from hypothesis import strategies as st

HOSTILE: dict[str, str] = {
    "channel": "<!channel> <!here> <!everyone> @channel @here #general",
    "mention": "<@U0000000BEN> & <@U0000000BEN|ben> <!subteam^S012345|@staff>",
    "ampersand": "Q&A &amp; &lt;b&gt; &#39; R&D",
    "quotes": "\"it's\" 'so' \\\" \\n ` ``` * _ ~ }} {{ x }} {% raw %}",
    "newlines": "one\r\n\r\n\ntwo\rthree\tfour\u2028five",
    "emoji": "👩🏽‍🏫🎉 :tada: 🏳️‍🌈 é",
    "right_to_left": "שלום \u202eלמורים مرحبا\u2066",
    "long": "A question about fractions & ratios. " * 270,
    "long_word": "x<&" * 3_400,
    "long_emoji": "👩🏽‍🏫" * 2_500,
    "empty": "",
    "blanks": " \n\t ",
    "control": "a\x00b\x07c\ud83d",
    "date": "<!date^0^{date}|now> <https://evil.example|your bank>",
}

typed_text = st.one_of(
    st.sampled_from(sorted(HOSTILE.values())),
    st.text(alphabet=st.sampled_from("<>!@#|^&;ab \n\"'*_`{}%\\é🎉\u200d\u202eש"), max_size=80),
    st.text(max_size=200),
    st.integers(0, 2**32).map(lambda seed: "".join(random.Random(seed).choices("<>&;|! aé🎉\n", k=10_000))),
)
"""Anything a person can put into a form, and what a form would never let through."""
