"""Who may publish a questionnaire."""

from observatory.kit.actors import Actor


def may_publish(by: Actor) -> bool:
    """An administrator, or the machine that loads the project's own data files."""
    return by.holds("administrator")
