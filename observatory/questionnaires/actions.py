"""Publishing questionnaires, a version being written once and never changed; giving them a voice."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor
from observatory.kit.remembered import memory
from observatory.kit.sounds import clean_sound

from .compiling import compile_definition
from .freezing import freeze_definition
from .models import Questionnaire, QuestionnaireVersion, Recording
from .permissions import may_publish, may_record
from .queries import compiled
from .speaking import parts_of

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


class UnknownPart(ValueError):
    """The version has no such part in this language."""


def store_recording(
    *,
    version: QuestionnaireVersion,
    part: str,
    language: str,
    data: bytes,
    by: Actor,
    at: datetime,
) -> Recording:
    """Keep the voice that reads a part of a version; it takes the place of the one before.

    The file is cleaned of all but its sound and written under the hash of its
    content; then, in one transaction, its row and the journal. A file that no
    row names any more is deleted after the commit. Raises `PermissionDenied`,
    `UnknownPart`, and `SoundRefused` for a file that is no sound.
    """
    if not may_record(by):
        raise PermissionDenied
    definition = compiled(version)
    words = parts_of(definition, language).get(part) if language in definition.languages else None
    if words is None:
        raise UnknownPart(part)
    sound = clean_sound(data)
    values: dict[str, Any] = {
        "version": version,
        "part": part,
        "sha256": hashlib.sha256(sound.data).hexdigest(),
        "media_type": sound.media_type,
        "size": len(sound.data),
        "seconds": sound.seconds,
        "recorded_at": at,
    }
    names: dict[str, Any] = {
        "questionnaire_id": version.questionnaire_id,
        "language": language,
        "words_sha256": words.words_sha256,
    }
    with transaction.atomic():
        former = Recording.objects.filter(**names).values_list("sha256", flat=True).first()
        recording, _ = Recording.objects.update_or_create(**names, defaults=values)
        if not default_storage.exists(recording.path):
            default_storage.save(recording.path, ContentFile(sound.data))
        _note_recording("recording.stored", recording, by=by, at=at)
        if former:
            transaction.on_commit(partial(_drop_unused, former))
        transaction.on_commit(memory.forget_all)
    memory.forget_all()
    return recording


def remove_recording(*, recording: Recording, by: Actor, at: datetime) -> None:
    """Take a voice away, with its file unless another part has the same; write the journal.

    Raises `PermissionDenied`.
    """
    if not may_record(by):
        raise PermissionDenied
    with transaction.atomic():
        removed, _ = Recording.objects.filter(pk=recording.pk).delete()
        if not removed:
            return
        _note_recording("recording.removed", recording, by=by, at=at)
        transaction.on_commit(partial(_drop_unused, recording.sha256))
        transaction.on_commit(memory.forget_all)
    memory.forget_all()


def _note_recording(action: str, recording: Recording, *, by: Actor, at: datetime) -> None:
    record_entry(
        by=by,
        at=at,
        action=action,
        subject=f"questionnaire:{recording.version.questionnaire.key}",
        data={
            "number": recording.version.number,
            "part": recording.part,
            "language": recording.language,
            "sha256": recording.sha256,
        },
    )


def _drop_unused(sha256: str) -> None:
    """Delete the file of that content when no recording names it."""
    if not Recording.objects.filter(sha256=sha256).exists():
        default_storage.delete(Recording(sha256=sha256).path)
