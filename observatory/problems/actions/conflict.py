"""The exception of every write here."""


class Conflict(Exception):
    """Someone else changed it in the meantime: nothing was written."""
