"""The forms of editors: a promise, what happened to it, a correction."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.kit.actors import Actor
from observatory.kit.partial_dates import read_partial_date
from observatory.places.queries import territories, territory_by_nis
from observatory.vocabularies.queries import term, terms

from .actions import CORRECTED, promise_mistakes
from .models import Promise
from .permissions import may_edit
from .states import TRANSITIONS
from .wording import PART_WORDS, state_words

# "23/06/2023", "6.2023".
AS_SPOKEN = re.compile(r"(?:([0-9]{1,2})[/.\-])?([0-9]{1,2})[/.\-]([0-9]{4})")
# Two names in one box; an organization may have such a name.
TWO_NAMES = re.compile(r"\s(?:et|en|and|&)\s|[;,/]")
MOST = 2**31 - 1
WHEN = gettext_lazy("Le jour, le mois ou l’année : 23/06/2023, 06/2023 ou 2023.")
REASONS = {
    ("said", "future"): gettext_lazy("Cette date est dans le futur."),
    ("happened", "future"): gettext_lazy("Cette date est dans le futur."),
    ("due", "too_early"): gettext_lazy("L’échéance est avant la promesse."),
    ("quote", "known"): gettext_lazy("Cette promesse est déjà notée."),
    ("recording_url", "not_oral"): gettext_lazy(
        "Un enregistrement est celui de mots dits de vive voix : cochez-le aussi."
    ),
    ("source_url", "missing"): gettext_lazy("Il faut une source."),
    ("after", "same"): gettext_lazy("C’est déjà ce qui est écrit."),
    ("after", "too_long"): gettext_lazy("C’est trop long pour cette partie."),
    ("after", "missing"): gettext_lazy("Cette partie ne peut pas être vide."),
}


class PartialDateField(forms.CharField):
    """A day, a month or a year, typed as people write it; gives a date of EDTF."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, help_text=WHEN, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        spoken = AS_SPOKEN.fullmatch(text)
        if spoken:
            parts = [spoken[3], f"{int(spoken[2]):02}"]
            text = "-".join([*parts, *([f"{int(spoken[1]):02}"] if spoken[1] else [])])
        try:
            read_partial_date(text)
        except ValueError as error:
            raise forms.ValidationError(
                _("Cette date n’a pas été comprise. Par exemple : 23/06/2023, 06/2023 ou 2023.")
            ) from error
        return text


class WebAddressField(forms.URLField):
    """An address that a browser opens."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, assume_scheme="https", **kwargs)


class _Says(forms.Form):
    def say(self, mistakes: dict[str, str]) -> None:
        """Put what an action refused beside its field."""
        for field, reason in mistakes.items():
            words = REASONS.get((field, reason), _("Vérifiez cette réponse."))
            self.add_error(field if field in self.fields else None, str(words))


class PromiseForm(_Says):
    """A promise: exact words of one author, a source, a condition to test."""

    quote = forms.CharField(
        label=gettext_lazy("Les mots exacts"),
        help_text=gettext_lazy("Tels qu’ils ont été dits ou écrits, sans rien changer."),
        max_length=2000,
        widget=forms.Textarea,
    )
    quote_language = forms.ChoiceField(label=gettext_lazy("Langue de ces mots"))
    author = forms.CharField(
        label=gettext_lazy("Qui l’a dit"),
        help_text=gettext_lazy("Une seule personne, ou un seul organisme."),
        max_length=120,
    )
    is_organization = forms.BooleanField(
        label=gettext_lazy("C’est un organisme, pas une personne"), required=False
    )
    role = forms.CharField(
        label=gettext_lazy("Sa fonction"),
        help_text=gettext_lazy("À ce moment-là. Pour un organisme : qui a parlé en son nom."),
        max_length=200,
    )
    level = forms.ChoiceField(label=gettext_lazy("Niveau de pouvoir"))
    territory = forms.ChoiceField(label=gettext_lazy("Quel lieu la promesse concerne"))
    said = PartialDateField(label=gettext_lazy("Quand cela a été dit"))
    said_at_place = forms.CharField(
        label=gettext_lazy("Où cela a été dit"), max_length=200, required=False
    )
    is_oral = forms.BooleanField(label=gettext_lazy("C’était dit de vive voix"), required=False)
    recording_url = WebAddressField(
        label=gettext_lazy("Adresse de l’enregistrement"), required=False
    )
    source_url = WebAddressField(label=gettext_lazy("Adresse de la source"))
    condition = forms.CharField(
        label=gettext_lazy("Ce qui montrera qu’elle est tenue"),
        help_text=gettext_lazy(
            "Une condition que chacun peut vérifier. La date d’aujourd’hui y sera jointe."
        ),
        max_length=1000,
        widget=forms.Textarea,
    )
    due = PartialDateField(label=gettext_lazy("À tenir jusqu’à"), required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = ("", _("Choisir"))
        self._choose("quote_language", [choose, *((c, str(_(n))) for c, n in settings.LANGUAGES)])
        self._choose(
            "level",
            [choose, *((one.code, one.name) for one in terms("level") if one.code != "unknown")],
        )
        places = [one for one in territories() if may_edit(by, one.pk)]
        self._choose("territory", [choose, *((one.nis, one.name) for one in places)])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Say beside the field what the action would refuse."""
        data = super().clean() or self.cleaned_data
        if TWO_NAMES.search(data.get("author", "")) and not data.get("is_organization"):
            self.add_error(
                "author",
                _(
                    "Une promesse a un seul auteur. Si deux personnes l’ont dite, notez-la deux fois."
                ),
            )
        if "said" in data and "due" in data:
            self.say(
                promise_mistakes(
                    said=data["said"],
                    due=data["due"],
                    recording_url=data.get("recording_url", ""),
                    is_oral=data["is_oral"],
                    today=localdate(),
                )
            )
        return data

    def values(self) -> dict[str, Any]:
        """Return what `write_promise` takes."""
        data = dict(self.cleaned_data)
        is_organization = data.pop("is_organization")
        return {
            **data,
            "is_person": not is_organization,
            "level": term("level", data["level"]),
            "territory": territory_by_nis(data["territory"]),
        }


class UpdateForm(_Says):
    """What happened to a promise; `revision` is what the editor read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)
    transition = forms.ChoiceField(
        label=gettext_lazy("Qu’est-ce que cela montre ?"), widget=forms.RadioSelect, required=False
    )
    happened = PartialDateField(label=gettext_lazy("Quand ?"))
    text = forms.CharField(
        label=gettext_lazy("Ce qui s’est passé"),
        help_text=gettext_lazy("Des faits, pas d’avis."),
        max_length=2000,
        widget=forms.Textarea,
    )
    source_url = WebAddressField(label=gettext_lazy("Adresse de la source"))

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["transition"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            ("", _("Rien de plus : c’est une nouvelle")),
            *(
                (one.name, state_words(one.after))
                for one in TRANSITIONS.values()
                if promise.state in one.before
            ),
        ]

    def clean_happened(self) -> str:
        happened: str = self.cleaned_data["happened"]
        if read_partial_date(happened).first > localdate():
            raise forms.ValidationError(str(REASONS["happened", "future"]))
        return happened


class CorrectionForm(_Says):
    """One part of what we wrote, as it should be, and why."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)
    part = forms.ChoiceField(label=gettext_lazy("Que faut-il corriger ?"), widget=forms.RadioSelect)
    after = forms.CharField(
        label=gettext_lazy("Ce qu’il faut lire"),
        max_length=2000,
        widget=forms.Textarea,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Tout le monde pourra le lire, avec ce qui était écrit avant."),
        max_length=1000,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["part"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(part, PART_WORDS[part]) for part in CORRECTED]
