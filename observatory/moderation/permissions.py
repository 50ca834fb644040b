"""Who may decide what on a report."""

from observatory.people.models import Role, User
from observatory.reports.models import Photo, Report
from observatory.reports.states import State


def can_moderate(by: User, report: Report) -> bool:
    """Moderators of the report's territory; without a territory, moderators of everywhere."""
    if by.kind == User.Kind.SYSTEM:
        return True
    if report.territory_id is not None:
        return by.holds(Role.MODERATOR, report.territory_id)
    return moderates_everywhere(by)


def can_second(by: User, report: Report) -> bool:
    """The second pair of eyes: another moderator than the one who proposed."""
    return (
        can_moderate(by, report)
        and report.first_moderator_id is not None
        and report.first_moderator_id != by.pk
    )


def can_approve_photo(by: User, photo: Photo) -> bool:
    """A photo is shown when someone else than who blackened it agrees, on a published report."""
    return (
        can_moderate(by, photo.report)
        and photo.report.state == State.PUBLISHED
        and photo.public_blob_id is not None
        and photo.blackened_by_id is not None
        and photo.blackened_by_id != by.pk
    )


def moderates_everywhere(by: User) -> bool:
    """Tell whether the moderator's mandate has no territory."""
    return by.kind == User.Kind.SYSTEM or (Role.MODERATOR, None) in by.held_mandates()


def moderated_territories(by: User) -> list[int] | None:
    """Return the territories of which the person reads the reports; None for all of them."""
    if moderates_everywhere(by):
        return None
    return [
        where for role, where in by.held_mandates() if role == Role.MODERATOR and where is not None
    ]
