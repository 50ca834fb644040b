"""Who may publish a questionnaire, and who may give it a voice."""

from observatory.kit.actors import Actor


def may_publish(by: Actor) -> bool:
    """An administrator, or the machine that loads the project's own data files."""
    return by.holds("administrator")


def may_record(by: Actor) -> bool:
    """An editor or an administrator."""
    return by.holds("editor") or by.holds("administrator")
