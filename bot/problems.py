"""What stops the program, in words for the person who runs it."""

from __future__ import annotations


class CannotRun(Exception):
    """The bot cannot start or go on. The sentence says what is wrong; `advice` says what to do about it."""

    def __init__(self, sentence: str, advice: str) -> None:
        self.sentence = sentence
        self.advice = advice
        super().__init__(f"{sentence} {advice}")
