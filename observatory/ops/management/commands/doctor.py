"""Say in plain words whether the installation is well."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from observatory.ops.queries import examine


class Command(BaseCommand):
    help = "Check keys, folders, disk, database, migrations, mail, clock and worker."
    requires_migrations_checks = False

    def handle(self, **options: Any) -> None:
        """Print one line per subject; exit 1 when something needs a hand."""
        findings = examine(timezone.now())
        for finding in findings:
            mark = "ok  " if finding.is_well else "LOOK"
            self.stdout.write(f"{mark}  {finding.subject}: {finding.text}")
        troubled = sum(not finding.is_well for finding in findings)
        if troubled:
            raise CommandError(f"{troubled} need a hand")
