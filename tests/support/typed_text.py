"""Anything a person can put into a form, and what a form would never let through."""

import random

from hypothesis import strategies as st

from bot.preview.hostile import HOSTILE

typed_text = st.one_of(
    st.sampled_from(sorted(HOSTILE.values())),
    st.text(alphabet=st.sampled_from("<>!@#|^&;ab \n\"'*_`{}%\\é🎉\u200d\u202eש"), max_size=80),
    st.text(max_size=200),
    st.integers(0, 2**32).map(lambda seed: "".join(random.Random(seed).choices("<>&;|! aé🎉\n", k=10_000))),
)
