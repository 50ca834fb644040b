"""Invite the first administrator, before anyone can do it on screen."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from observatory.people.actions import Refused, invite_person
from observatory.people.emails import invitation_address
from observatory.people.models import Role
from observatory.people.queries import system_actor


class Command(BaseCommand):
    help = "Offer an account and print the link that opens it, once, within seven days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--role", choices=Role.values, default=Role.ADMINISTRATOR)
        parser.add_argument("--nis", help="NIS code of the municipality; everywhere without it")
        parser.add_argument("--language", default="fr")

    def handle(self, *, email: str, name: str, **options: Any) -> None:
        """Make the invitation; the message is queued too, when mail is set up."""
        try:
            validate_email(email)
            invitation, token = invite_person(
                email=email,
                name=name,
                language=options["language"],
                mandates=[(options["role"], options["nis"])],
                by=system_actor("worker"),
                at=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(f"not an e-mail address: {email}") from error
        except Refused as error:
            raise CommandError(f"refused: {error.reason}") from error
        self.stdout.write(invitation_address(token, invitation.language))
