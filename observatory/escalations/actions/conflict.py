"""What keeps a write of a dossier from being done."""


class Conflict(Exception):
    """Someone else changed the dossier since it was read, or its state does not allow this: look again."""


class Mistake(Exception):
    """What was given cannot be written: `mistakes` has a code for each part ("dated_on": "future")."""

    def __init__(self, **mistakes: str) -> None:
        super().__init__(", ".join(f"{part}: {code}" for part, code in mistakes.items()))
        self.mistakes = mistakes
