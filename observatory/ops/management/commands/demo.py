"""The fictional content: load it, take it away, or print its accounts."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from observatory.ops.demo import accounts, is_loaded, load_demo, remove_demo


class Command(BaseCommand):
    help = "Load the fictional demo content, remove it, or print its accounts"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["load", "remove", "accounts"])
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["what"]:
            case "load":
                count = load_demo(at=timezone.now())
                self.stdout.write(
                    f"Demo content loaded: {count} fictional reports."
                    if count
                    else "The demo content is there already."
                )
            case "remove":
                self.stdout.write(f"Removed {remove_demo(at=timezone.now())} fictional reports.")
            case _:
                self._accounts(options["json"])

    def _accounts(self, as_json: bool) -> None:
        found = accounts() if is_loaded() else []
        if as_json:
            self.stdout.write(json.dumps([asdict(one) for one in found], ensure_ascii=False))
            return
        for one in found:
            roles = ", ".join(f"{role} {nis or 'everywhere'}" for role, nis in one.mandates)
            self.stdout.write(f"  {one.email}  ({roles})")
            self.stdout.write(f"      recovery codes: {' '.join(one.recovery_codes)}")
        if found:
            self.stdout.write(f"  password of all: {found[0].password}")
            self.stdout.write(f"  sign in: {settings.PUBLIC_URL}/fr/compte/")
        else:
            self.stdout.write("No demo accounts: the demo content is not loaded.")
