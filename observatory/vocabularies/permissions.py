"""Who may change the vocabularies."""

from observatory.kit.actors import Actor


def may_load_vocabularies(by: Actor) -> bool:
    """An administrator, or the machine that loads the project's own data files."""
    return by.holds("administrator")
