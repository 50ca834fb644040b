"""Who may change what is known of places."""

from observatory.kit.actors import Actor

from .models import Territory


def may_load_reference(by: Actor) -> bool:
    """An administrator, or the machine that loads the project's own data files."""
    return by.holds("administrator")


def may_import_facts(by: Actor) -> bool:
    """Editors and administrators bring official facts as files."""
    return by.holds("editor") or by.holds("administrator")


def may_import_boundaries(by: Actor) -> bool:
    """Only administrators: outlines place every location that was asked about."""
    return by.holds("administrator")


def may_edit_in(by: Actor, territory: Territory | None) -> bool:
    """An editor of that territory, or an administrator.

    Without a territory: an editor of anywhere, since the place is not known yet.
    """
    where = territory.pk if territory is not None else None
    return by.holds("editor", where) or by.holds("administrator")
