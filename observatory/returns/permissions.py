"""Who may read a sheet, ask a person, and note what she answered."""

from collections.abc import Iterable

from observatory.associations.models import Association
from observatory.associations.permissions import is_member
from observatory.people.models import Role, User
from observatory.reports.models import Report

from .models import Channel, FollowUpQuestion, Through

# Who prints letters and notes what came back by post.
WRITES = (Role.LINE, Role.COORDINATOR)
# Who sees what people answered, in numbers.
COUNTS = (Role.MODERATOR, Role.COORDINATOR, Role.LINE)


def may_read_sheets(by: User, association: Association) -> bool:
    """Members of the association, and coordinators of one of its territories."""
    if is_member(by, association):
        return True
    held = coordinated_territories(by)
    return held is None or (bool(held) and association.territories.filter(pk__in=held).exists())


def may_ask(by: User, question: FollowUpQuestion | None = None) -> bool:
    """Machines ask; a letter is printed by the line or a coordinator of the territory."""
    if by.kind == User.Kind.SYSTEM:
        return True
    return (
        question is not None
        and question.channel in {Channel.POST, Channel.ASSOCIATION}
        and _acts_for(by, question.report, WRITES)
    )


def may_answer(by: User, question: FollowUpQuestion, through: str) -> bool:
    """Tell whether `by` may note an answer that came in that way.

    By link or with the code the person does it herself (a machine acts for
    her); what she says on the phone is noted by the line, a letter by the line
    or a coordinator, both of the territory; through an association, by a member
    of the one that brought the report.
    """
    if by.kind == User.Kind.SYSTEM:
        return through in {Through.LINK, Through.CODE}
    if through == Through.PHONE:
        return _acts_for(by, question.report, [Role.LINE])
    if through == Through.POST:
        return _acts_for(by, question.report, WRITES)
    if through == Through.ASSOCIATION:
        return may_convey(by, question)
    return False


def may_convey(by: User, question: FollowUpQuestion) -> bool:
    """Tell whether the person is to be asked through the association, and `by` works there."""
    association = question.report.association
    return (
        question.channel == Channel.ASSOCIATION
        and association is not None
        and is_member(by, association)
    )


def coordinated_territories(by: User) -> set[int] | None:
    """Return the territories whose associations the person coordinates; None for all of them."""
    return _territories_of(by, [Role.COORDINATOR])


def writing_territories(by: User) -> set[int] | None:
    """Return the territories whose letters the person prints; None for all of them."""
    return _territories_of(by, WRITES)


def calling_territories(by: User) -> set[int] | None:
    """Return the territories for which the person calls; None for all of them."""
    return _territories_of(by, [Role.LINE])


def counting_territories(by: User) -> set[int] | None:
    """Return the territories whose numbers the person sees; None for all of them."""
    return _territories_of(by, COUNTS)


def _acts_for(by: User, report: Report, roles: Iterable[str]) -> bool:
    """Tell whether `by` holds one of the roles there; anybody of the line for an unknown place."""
    if report.territory_id is None:
        return by.holds(Role.LINE) or _territories_of(by, roles) is None
    return any(by.holds(role, report.territory_id) for role in roles)


def _territories_of(by: User, roles: Iterable[str]) -> set[int] | None:
    held = [(role, where) for role, where in by.held_mandates() if role in roles]
    if by.kind == User.Kind.SYSTEM or any(where is None for _, where in held):
        return None
    return {where for _, where in held if where is not None}
