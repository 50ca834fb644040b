"""Reading questionnaires: kept in the process, compiled once."""

from collections.abc import Mapping

from observatory.kit.remembered import Remembered

from .compiling import compile_definition
from .models import QuestionnaireVersion
from .schema import Definition


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
