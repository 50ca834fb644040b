"""The list of urgent words, kept by the team."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from observatory.people.access import requires_role
from observatory.people.models import Role
from observatory.phone.actions import NoWord, WordTaken, add_urgent_word, change_urgent_word
from observatory.phone.forms import UrgentWordChangeForm, UrgentWordForm
from observatory.phone.models import UrgentKind, UrgentWord

NO_WORD = gettext_lazy("Il faut un mot ; avant une étoile, au moins trois lettres.")
TAKEN = gettext_lazy("Ces mots sont déjà dans la liste.")


@requires_role(Role.LINE, Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def phone_urgent_words(request: HttpRequest) -> HttpResponse:
    """Show the words by kind and language (`?language=`); a POST adds one."""
    form = UrgentWordForm(request.POST or None, initial={"language": _language(request)})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            add_urgent_word(**values, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except WordTaken:
            form.add_error("text", str(TAKEN))
        except NoWord:
            form.add_error("text", str(NO_WORD))
        else:
            messages.success(request, _("C’est ajouté à la liste."))
            return _to_list(values["language"])
    return _show(request, form, status=422 if form.is_bound else 200)


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("language") or request.GET.get("language") or ""
    known = set(UrgentWord.objects.values_list("language", flat=True).distinct())
    return asked if asked in known else translation.get_language() or "fr"


def _to_list(language: str) -> HttpResponse:
    response = redirect("phone_urgent_words")
    response["Location"] += f"?language={language}"
    return response


def _show(
    request: HttpRequest,
    form: UrgentWordForm,
    status: int = 200,
    wrong: dict[str, Any] | None = None,
) -> HttpResponse:
    language = _language(request)
    words = UrgentWord.objects.filter(language=language)
    kinds: dict[str, list[UrgentWord]] = {kind: [] for kind in UrgentKind.values}
    for word in words:
        if wrong and wrong["pk"] == word.pk:
            word.text = wrong["text"]
        kinds.setdefault(word.kind, []).append(word)
    languages = sorted(set(UrgentWord.objects.values_list("language", flat=True)) | {language})
    return render(
        request,
        "phone/urgent_words.html",
        {
            "form": form,
            "kinds": [(UrgentKind(kind).label, kind, found) for kind, found in kinds.items()],
            "language": language,
            "languages": [
                (code, translation.get_language_info(code)["name_translated"]) for code in languages
            ],
            "wrong": wrong,
        },
        status=status,
    )


@requires_role(Role.LINE, Role.COORDINATOR)
@require_POST
def phone_urgent_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of a line, or switch it off or on."""
    word = get_object_or_404(UrgentWord, pk=pk)
    form = UrgentWordChangeForm(request.POST)
    error = ""
    if form.is_valid():
        try:
            change_urgent_word(
                word=word,
                **form.cleaned_data,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except WordTaken:
            error = str(TAKEN)
        except NoWord:
            error = str(NO_WORD)
        else:
            messages.success(request, _("C’est changé."))
            return _to_list(word.language)
    else:
        error = str(NO_WORD)
    typed = request.POST.get("text", "")[:200]
    return _show(
        request,
        UrgentWordForm(initial={"language": word.language}),
        status=422,
        wrong={"pk": word.pk, "text": typed, "error": error},
    )
