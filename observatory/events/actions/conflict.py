"""The exceptions of every write here."""


class Conflict(Exception):
    """Someone else changed it in the meantime: nothing was written."""


class NotOpen(Exception):
    """Nobody can register for this event, or not any more."""


class NoPlace(Exception):
    """There are not so many places left."""


class BadValues(ValueError):
    """What is written cannot be so; `mistakes` maps fields to reasons (see states)."""

    def __init__(self, mistakes: dict[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {reason}" for field, reason in mistakes.items()))
        self.mistakes = mistakes
