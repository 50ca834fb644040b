"""Everything that can happen to accounts, invitations and mandates."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.journal.actions import record_entry
from observatory.outbox.actions import queue_message
from observatory.places.models import Territory

from .emails import write_invitation
from .joining import tell_closed, tell_joined
from .models import Invitation, Mandate, Role, User, fold_email
from .permissions import may_deactivate, may_end, may_offer, may_revoke
from .queries import hash_token, open_invitations_to

INVITATION_LIFE = timedelta(days=7)
# docs/privacy.md: an invitation that was accepted is kept this long.
KEPT_AFTER_ACCEPTANCE = timedelta(days=30)
# Letters and digits that are not taken for one another when read from paper: 99 bits in five
# groups of four.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
TOKEN_GROUPS = 5

MandateWish = tuple[str, str | None]


class Refused(Exception):
    """The change cannot be made: `reason` is a code that the form turns into words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Conflict(Refused):
    """Someone else was first."""


def invite_person(
    *,
    email: str,
    name: str,
    language: str,
    mandates: Sequence[MandateWish],
    by: User,
    at: datetime,
) -> tuple[Invitation, str]:
    """Offer an account with its mandates (role, NIS code or None for everywhere).

    Returns the invitation and its token, which is stored only as a hash: show
    it once. In one transaction: an open invitation to the same address is
    revoked, the new one written, the journal, and the e-mail in the outbox.
    Raises `PermissionDenied`, and `Refused`: "has_account", "invited_by_other"
    (an open invitation that `by` may not revoke), "unknown_territory",
    "no_mandate", "everywhere_only".
    """
    email = fold_email(email)
    wishes = _read_wishes(mandates, by)
    if User.objects.filter(email=email, is_active=True).exists():
        raise Refused("has_account")
    token = make_token()
    with transaction.atomic():
        for earlier in open_invitations_to(email, at):
            if not may_revoke(by, earlier):
                raise Refused("invited_by_other")
            revoke_invitation(invitation=earlier, by=by, at=at)
        invitation = Invitation.objects.create(
            email=email,
            name=name,
            language=language,
            mandates=[{"role": role, "nis": nis} for role, nis, _ in wishes],
            token_hash=hash_token(token),
            invited_by_id=by.pk,
            invited_at=at,
            expires_at=at + INVITATION_LIFE,
        )
        record_entry(
            by=by,
            at=at,
            action="person.invited",
            subject=f"invitation:{invitation.pk}",
            data={"mandates": invitation.mandates},
        )
        letter = write_invitation(invitation=invitation, token=token, inviter=by)
        queue_message(
            kind="invitation",
            to=email,
            subject_line=letter.subject_line,
            body=letter.body,
            language=language,
            subject=f"invitation:{invitation.pk}",
            by=by,
            at=at,
        )
    return invitation, token


def make_token() -> str:
    """Return a new token, in groups of four signs: "k7p2-9xwd-…"."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(TOKEN_GROUPS))
    return "-".join(groups)


def _read_wishes(
    mandates: Sequence[MandateWish], by: User
) -> list[tuple[str, str | None, Territory | None]]:
    """Return each mandate with its territory, having checked that `by` may give it."""
    if not mandates:
        raise Refused("no_mandate")
    named = Territory.objects.in_bulk([nis for _, nis in mandates if nis], field_name="nis")
    wishes = []
    for role, nis in mandates:
        if nis and nis not in named:
            raise Refused("unknown_territory")
        territory = named[nis] if nis else None
        # An administrator's rights know no territory: naming one would promise a limit.
        if role == Role.ADMINISTRATOR and territory:
            raise Refused("everywhere_only")
        if role not in Role.values or not may_offer(by, role, territory):
            raise PermissionDenied
        wishes.append((role, nis, territory))
    return wishes


def revoke_invitation(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Take back an invitation that was not accepted. Writes the journal.

    Raises `PermissionDenied` for who neither made it nor administers, and
    `Conflict` ("invitation_over") when it was accepted or revoked meanwhile.
    """
    if not may_revoke(by, invitation):
        raise PermissionDenied
    with transaction.atomic():
        changed = Invitation.objects.filter(
            pk=invitation.pk, accepted_at=None, revoked_at=None
        ).update(revoked_at=at)
        if not changed:
            raise Conflict("invitation_over")
        record_entry(
            by=by, at=at, action="person.invitation_revoked", subject=f"invitation:{invitation.pk}"
        )


def accept_invitation(*, token: str, password: str, name: str, at: datetime) -> User:
    """Make the account that the invitation offers; the token is proof enough of who asks.

    In one transaction: the invitation is used up, the account made (or a closed
    one opened again), its mandates given in the name of who invited, the journal
    written, and what packages above registered is done (people/joining.py). Raises `Conflict` ("invitation_over") when the token is unknown,
    used, revoked or older than seven days, and when whoever invited may no
    longer give one of the mandates.
    """
    with transaction.atomic():
        mine = Invitation.objects.filter(token_hash=hash_token(token))
        if not mine.filter(accepted_at=None, revoked_at=None, expires_at__gt=at).update(
            accepted_at=at
        ):
            raise Conflict("invitation_over")
        invitation = mine.select_related("invited_by").get()
        inviter = invitation.invited_by
        if not (inviter.is_active or inviter.kind == User.Kind.SYSTEM):
            raise Conflict("invitation_over")
        try:
            wishes = _read_wishes([(m["role"], m["nis"]) for m in invitation.mandates], inviter)
        except (PermissionDenied, Refused) as error:
            raise Conflict("invitation_over") from error
        user = _open_account(
            email=invitation.email, name=name, language=invitation.language, password=password
        )
        record_entry(by=user, at=at, action="person.joined", subject=f"person:{user.pk}")
        for role, _, territory in wishes:
            _write_mandate(user, role, territory, inviter, at)
        tell_joined(invitation=invitation, user=user, at=at)
    return user


def _open_account(*, email: str, name: str, language: str, password: str) -> User:
    """Make the account, or open again the closed one of that address."""
    user = User.objects.filter(email=email, kind=User.Kind.PERSON).first() or User(email=email)
    if user.pk and user.is_active:
        raise Conflict("invitation_over")
    user.name, user.language, user.is_active = name, language, True
    user.set_password(password)
    user.save()
    EmailAddress.objects.get_or_create(
        user=user, email=email, defaults={"primary": True, "verified": True}
    )
    return user


def _write_mandate(
    person: User, role: str, territory: Territory | None, by: User, at: datetime
) -> Mandate:
    mandate = Mandate.objects.create(
        user=person, role=role, territory=territory, given_by_id=by.pk, given_at=at
    )
    record_entry(
        by=by,
        at=at,
        action="mandate.given",
        subject=f"person:{person.pk}",
        data={"role": role, "nis": territory.nis if territory else None},
    )
    return mandate


def give_mandate(*, person: User, role: str, nis: str | None, by: User, at: datetime) -> Mandate:
    """Give a person a role in a territory (None: everywhere). Writes the journal.

    Raises `PermissionDenied`; `Refused` ("unknown_territory", "everywhere_only",
    "closed") and `Conflict` ("held") when the person already holds it.
    """
    [(role, _, territory)] = _read_wishes([(role, nis)], by)
    if not person.is_active:
        raise Refused("closed")
    try:
        with transaction.atomic():
            return _write_mandate(person, role, territory, by, at)
    except IntegrityError as error:
        raise Conflict("held") from error


def give_mandates(
    *, person: User, mandates: Sequence[MandateWish], by: User, at: datetime
) -> list[Mandate]:
    """Give a person several roles at once: all of them or, when one is refused, none."""
    with transaction.atomic():
        return [
            give_mandate(person=person, role=role, nis=nis, by=by, at=at) for role, nis in mandates
        ]


def end_mandate(*, mandate: Mandate, by: User, at: datetime) -> None:
    """End a mandate; what was done under it stays. Writes the journal.

    Raises `PermissionDenied`, `Conflict` ("ended") and `Refused`
    ("last_administrator"): someone must be left to invite others.
    """
    if not may_end(by, mandate):
        raise PermissionDenied
    with transaction.atomic():
        _end(mandate, by, at)


def _end(mandate: Mandate, by: User, at: datetime) -> None:
    if not Mandate.objects.filter(pk=mandate.pk, ended_at=None).update(ended_at=at):
        raise Conflict("ended")
    if mandate.role == Role.ADMINISTRATOR and not _someone_administers():
        raise Refused("last_administrator")
    record_entry(
        by=by,
        at=at,
        action="mandate.ended",
        subject=f"person:{mandate.user_id}",
        data={"role": mandate.role, "nis": mandate.territory.nis if mandate.territory else None},
    )


def _someone_administers() -> bool:
    return Mandate.objects.filter(
        role=Role.ADMINISTRATOR, ended_at=None, user__is_active=True
    ).exists()


def deactivate_person(*, person: User, by: User, at: datetime) -> None:
    """Close an account: its sessions, mandates, second factors and open invitations end.

    What the person did stays in the journal under their name; what packages above
    registered is done (people/joining.py). Raises
    `PermissionDenied`, `Conflict` ("closed") and `Refused` ("last_administrator").
    """
    if not may_deactivate(by, person):
        raise PermissionDenied
    with transaction.atomic():
        # The password goes too: it could not be used, and sessions hang on it.
        if not User.objects.filter(pk=person.pk, is_active=True).update(
            is_active=False, password=make_password(None)
        ):
            raise Conflict("closed")
        for mandate in person.mandates.filter(ended_at=None).select_related("territory"):
            _end(mandate, by, at)
        Authenticator.objects.filter(user_id=person.pk).delete()
        Invitation.objects.filter(invited_by=person, accepted_at=None, revoked_at=None).update(
            revoked_at=at
        )
        tell_closed(user=person, by=by, at=at)
        record_entry(by=by, at=at, action="person.closed", subject=f"person:{person.pk}")


def describe_myself(*, name: str, language: str, by: User, at: datetime) -> None:
    """Change one's own name and language. Writes the journal, without the name."""
    with transaction.atomic():
        User.objects.filter(pk=by.pk).update(name=name, language=language)
        record_entry(
            by=by,
            at=at,
            action="person.described",
            subject=f"person:{by.pk}",
            data={"language": language},
        )


def make_demo_person(
    *,
    email: str,
    name: str,
    mandates: Sequence[MandateWish],
    password: str,
    totp_secret: str,
    recovery_codes: Sequence[str],
    by: User,
    at: datetime,
    language: str = "fr",
) -> User:
    """Make a fictional account whose second factor is known, so that it can be printed.

    `totp_secret` is in base32; each recovery code works once. Does nothing but
    return the account when it is there already. Raises `PermissionDenied`
    unless a machine asks.
    """
    if by.kind != User.Kind.SYSTEM:
        raise PermissionDenied
    email = fold_email(email)
    with transaction.atomic():
        if known := User.objects.filter(email=email, is_demo=True).first():
            return known
        user = _open_account(email=email, name=name, language=language, password=password)
        User.objects.filter(pk=user.pk).update(is_demo=True)
        user.is_demo = True
        record_entry(by=by, at=at, action="person.demo", subject=f"person:{user.pk}")
        for role, _, territory in _read_wishes(mandates, by) if mandates else []:
            _write_mandate(user, role, territory, by, at)
        TOTP.activate(user, totp_secret)
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.RECOVERY_CODES,
            data={"migrated_codes": [encrypt(code) for code in recovery_codes]},
        )
    return user


def purge_invitations(*, at: datetime, dry_run: bool) -> int:
    """Erase invitations that are over, and those accepted more than 30 days ago; return how many."""
    over = Invitation.objects.filter(accepted_at=None, expires_at__lte=at)
    revoked = Invitation.objects.filter(accepted_at=None, revoked_at__lte=at)
    used = Invitation.objects.filter(accepted_at__lt=at - KEPT_AFTER_ACCEPTANCE)
    found = (over | revoked | used).distinct()
    if dry_run:
        return found.count()
    # What packages above hang on an invitation goes with it and is not counted.
    _, erased = Invitation.objects.filter(pk__in=list(found.values_list("pk", flat=True))).delete()
    return erased.get(Invitation._meta.label, 0)


def purge_sessions(*, at: datetime, dry_run: bool) -> int:
    """Erase the sessions that are over; return how many."""
    over = Session.objects.filter(expire_date__lt=at)
    if dry_run:
        return over.count()
    return over.delete()[0]
