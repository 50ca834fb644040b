"""Invite someone from the server's own console: how the first administrator comes in."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from observatory.people.actions import Refused, invite_person
from observatory.people.emails import invitation_address
from observatory.people.models import Role
from observatory.people.queries import system_actor


class Command(BaseCommand):
    help = "Invite someone; prints the link, which works once and for seven days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", choices=Role.values, default=Role.ADMINISTRATOR.value)
        parser.add_argument("--nis", help="NIS code of the municipality; without: everywhere")
        parser.add_argument("--language", default="fr", choices=["fr", "nl", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            invitation, token = invite_person(
                email=options["email"],
                name=options["name"],
                language=options["language"],
                mandates=[(options["role"], options["nis"])],
                by=system_actor("operator"),
                at=timezone.now(),
            )
        except (Refused, PermissionDenied) as error:
            raise CommandError(f"not invited: {getattr(error, 'reason', 'denied')}") from error
        self.stdout.write(invitation_address(token, invitation.language))
