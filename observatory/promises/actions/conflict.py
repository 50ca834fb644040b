"""The exceptions of every write here."""


class Conflict(Exception):
    """Someone else changed it in the meantime, or it was done already: nothing was written."""


class Mistake(ValueError):
    """What is asked cannot be written; `mistakes` maps fields to reasons."""

    def __init__(self, **mistakes: str) -> None:
        super().__init__(", ".join(f"{field}: {reason}" for field, reason in mistakes.items()))
        self.mistakes = mistakes
