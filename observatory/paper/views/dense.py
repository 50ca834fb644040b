"""The questionnaire as the pages of piles ask it."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from observatory.desk.forms import DenseForm
from observatory.paper.models import Batch
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled, current_version, published_version

QUESTIONNAIRE = "report"
# A photo does not come on a paper form.
WITHOUT = frozenset({"photo"})


def version_of(request: HttpRequest) -> QuestionnaireVersion:
    """Return the version that the form on screen asks, the present one when it says none."""
    pk = request.POST.get("version", "")
    try:
        version = published_version(int(pk)) if pk.isdecimal() and len(pk) < 18 else None
    except QuestionnaireVersion.DoesNotExist:
        version = None
    if version is None or version.questionnaire.key != QUESTIONNAIRE:
        return current_version(QUESTIONNAIRE)
    return version


def dense_form(
    batch: Batch,
    version: QuestionnaireVersion,
    data: QueryDict | None = None,
    without: frozenset[str] = WITHOUT,
) -> DenseForm:
    """Return the questionnaire as the pile's forms begin it, bound to `data` when given."""
    return DenseForm(
        compiled(version),
        data,
        language=get_language() or "fr",
        spoken=batch.language,
        today=timezone.localdate(),
        known={"where": batch.territory.nis} if batch.territory else None,
        without=without,
    )


def dense_parts(form: DenseForm) -> dict[str, Any]:
    """Return the questions for a page: `facts` come before the consent to be counted, `consents` after."""
    sections = form.sections()
    first = next(
        number
        for number, section in enumerate(sections)
        if any(one.question.is_needed for one in section.questions)
    )
    return {
        "form": form,
        "facts": sections[:first],
        "consents": sections[first:],
        "errors": error_rows(form),
    }


def error_rows(form: DenseForm) -> list[dict[str, str]]:
    """Return what must be corrected, each with the row of the dense screen it stands in."""
    if not form.is_bound:
        return []
    rows = [{"label": "", "text": str(text), "row": ""} for text in form.non_field_errors()]
    for name, found in form.errors.items():
        if name in form.fields:
            key = name.partition("-")[0]
            words = form.definition.questions[key].words(form.language)
            label = words.short or words.label
            rows += [{"label": label, "text": str(text), "row": key} for text in found]
    return rows
