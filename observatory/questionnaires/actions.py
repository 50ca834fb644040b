"""Publishing questionnaires: a version is written once and never changed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor
from observatory.kit.remembered import memory

from .compiling import compile_definition
from .freezing import freeze_definition
from .models import Questionnaire, QuestionnaireVersion
from .permissions import may_publish

DATA = Path(__file__).resolve().parent / "data"


class VersionChanged(ValueError):
    """The definition differs from the published version of the same number."""


def load_questionnaires(*, by: Actor, at: datetime, folder: Path = DATA) -> int:
    """Publish the versions in the folder's `*.json` that are not published yet.

    Safe to run again: a file that was published is left alone. Returns the
    number of versions published. Raises what `publish_version` raises.
    """
    published = 0
    for path in sorted(folder.glob("*.json")):
        source = json.loads(path.read_text(encoding="utf-8"))
        published += publish_version(source=source, by=by, at=at) is not None
    return published


def publish_version(
    *, source: Mapping[str, Any], by: Actor, at: datetime
) -> QuestionnaireVersion | None:
    """Publish a definition under its key and number; None when it was published before.

    In one transaction: the questionnaire is made if it is new, the definition
    is filled with today's options and their words, compiled as a proof, stored
    and published, and the journal says so. Then the processes forget the
    versions they know. Raises `PermissionDenied`, `DefinitionError`, and
    `VersionChanged` when another definition was published under this number:
    answers point at it, so a change takes the next number.
    """
    if not may_publish(by):
        raise PermissionDenied
    sha256 = hash_definition(source)
    with transaction.atomic():
        questionnaire, _ = Questionnaire.objects.get_or_create(key=source["key"])
        found = questionnaire.versions.filter(number=source["number"]).first()
        if found is not None:
            if found.sha256 == sha256:
                return None
            raise VersionChanged(
                f"{source['key']} {source['number']} was published with other content: "
                "give the changed definition the next number"
            )
        frozen = freeze_definition(source)
        compile_definition(frozen)
        version = QuestionnaireVersion.objects.create(
            questionnaire=questionnaire,
            number=source["number"],
            definition=frozen,
            sha256=sha256,
            published_at=at,
        )
        record_entry(
            by=by,
            at=at,
            action="questionnaire.publish",
            subject=f"questionnaire:{questionnaire.key}",
            after="published",
            data={"number": version.number, "sha256": sha256},
        )
        transaction.on_commit(memory.forget_all)
    memory.forget_all()
    return version


def hash_definition(source: Mapping[str, Any]) -> str:
    """Return SHA-256 of the canonical JSON: the same for two spellings of one definition."""
    text = json.dumps(source, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
