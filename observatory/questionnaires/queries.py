"""Reading questionnaires: kept in the process, compiled once."""

from collections.abc import Mapping
from dataclasses import dataclass

from observatory.kit.remembered import Remembered, RememberedBy

from .compiling import compile_definition
from .models import QuestionnaireVersion, Recording
from .schema import Definition
from .speaking import Part, parts_of


def _read() -> Mapping[int, QuestionnaireVersion]:
    return {
        version.pk: version
        for version in QuestionnaireVersion.objects.filter(published_at__isnull=False)
        .select_related("questionnaire")
        .order_by("number")
    }


_versions = Remembered(_read)


def current_version(key: str) -> QuestionnaireVersion:
    """Return the newest published version of the questionnaire; no query once the process knows it.

    Raises `QuestionnaireVersion.DoesNotExist` while none is published.
    """
    found = [one for one in _versions.get().values() if one.questionnaire.key == key]
    if not found:
        raise QuestionnaireVersion.DoesNotExist(key)
    return found[-1]


def published_version(pk: int) -> QuestionnaireVersion:
    """Return one published version. Raises `QuestionnaireVersion.DoesNotExist`."""
    try:
        return _versions.get()[pk]
    except KeyError:
        raise QuestionnaireVersion.DoesNotExist(pk) from None


def compiled(version: QuestionnaireVersion) -> Definition:
    """Return the objects of a version; a published one is compiled once per process."""
    kept = _versions.get().get(version.pk)
    if kept is None or kept.sha256 != version.sha256:
        return compile_definition(version.definition)
    definition: Definition | None = getattr(kept, "_compiled", None)
    if definition is None:
        definition = compile_definition(kept.definition)
        kept._compiled = definition  # type: ignore[attr-defined]
    return definition


def _read_files() -> Mapping[tuple[int, str], Mapping[str, str]]:
    files: dict[tuple[int, str], dict[str, str]] = {}
    rows = Recording.objects.order_by("pk").values_list(
        "questionnaire_id", "language", "words_sha256", "sha256"
    )
    for questionnaire, language, words, sha256 in rows:
        files.setdefault((questionnaire, language), {})[words] = sha256
    return files


def _hash_words(wanted: tuple[int, str]) -> Mapping[str, str]:
    version_pk, language = wanted
    definition = compiled(published_version(version_pk))
    # A language that was not written falls back on French words: no voice reads those.
    if language not in definition.languages:
        return {}
    return {key: part.words_sha256 for key, part in parts_of(definition, language).items()}


_files = Remembered(_read_files)
_words = RememberedBy(_hash_words)


def recorded_parts(version: QuestionnaireVersion, language: str) -> Mapping[str, str]:
    """Return the hash of the sound file by key of the part it reads, in the words of the version.

    No query once the process knows it.
    """
    files = _files.get().get((version.questionnaire_id, language))
    if not files:
        return {}
    words = _words.get((version.pk, language))
    return {key: files[sha256] for key, sha256 in words.items() if sha256 in files}


@dataclass(frozen=True)
class ToRead:
    """A part of a version with its recording, if it has one."""

    part: Part
    recording: Recording | None


def parts_to_read(version: QuestionnaireVersion, language: str) -> list[ToRead]:
    """Return every part of the version in the language, with its recording. One query."""
    found = {
        one.words_sha256: one
        for one in Recording.objects.filter(
            questionnaire_id=version.questionnaire_id, language=language
        )
    }
    return [
        ToRead(part, found.get(part.words_sha256))
        for part in parts_of(compiled(version), language).values()
    ]


def published_versions(key: str) -> list[QuestionnaireVersion]:
    """Return the published versions of the questionnaire, the newest first."""
    found = [one for one in _versions.get().values() if one.questionnaire.key == key]
    return found[::-1]
