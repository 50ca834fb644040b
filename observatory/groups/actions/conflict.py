"""The exceptions of every write here."""


class Conflict(Exception):
    """Someone else changed it in the meantime: nothing was written."""


class BadValues(ValueError):
    """What is written cannot be so; `mistakes` maps fields to reasons (see states)."""

    def __init__(self, mistakes: dict[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {reason}" for field, reason in mistakes.items()))
        self.mistakes = mistakes


def refuse(mistakes: dict[str, str]) -> None:
    """Raise `BadValues` when something is wrong."""
    if mistakes:
        raise BadValues(mistakes)
