"""Fields that the forms of promises share, and what the actions refuse in words."""

import re
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.kit.partial_dates import read_partial_date

# "23/06/2023", "6.2023".
AS_SPOKEN = re.compile(r"(?:([0-9]{1,2})[/.\-])?([0-9]{1,2})[/.\-]([0-9]{4})")
SHA256 = re.compile(r"[0-9a-f]{64}")
MOST = 2**31 - 1
WHEN = gettext_lazy("Le jour, le mois ou l’année : 23/06/2023, 06/2023 ou 2023.")
WRONG_DATE = gettext_lazy(
    "Cette date n’a pas été comprise. Par exemple : 23/06/2023, 06/2023 ou 2023."
)
WRONG_HASH = gettext_lazy(
    "Une empreinte SHA-256 a 64 signes : des chiffres, et des lettres de a à f."
)
TWO_AUTHORS = gettext_lazy(
    "Une promesse a un seul auteur. Si deux personnes l’ont dite, notez-la deux fois."
)
REASONS = {
    ("author", "two"): TWO_AUTHORS,
    ("after", "two"): TWO_AUTHORS,
    ("said", "future"): gettext_lazy("Cette date est dans le futur."),
    ("happened", "future"): gettext_lazy("Cette date est dans le futur."),
    ("due", "too_early"): gettext_lazy("L’échéance est avant la promesse."),
    ("quote", "known"): gettext_lazy("Cette promesse est déjà notée."),
    ("recording_url", "not_oral"): gettext_lazy(
        "Un enregistrement est celui de mots dits de vive voix : cochez-le aussi."
    ),
    ("text", "copied"): gettext_lazy(
        "Ce sont les mots de la personne. Écrivez les faits avec vos mots à vous."
    ),
    ("text", "personal"): gettext_lazy(
        "Il reste un numéro, une adresse e-mail ou un compte : enlevez-le."
    ),
    ("replied_on", "future"): gettext_lazy("Cette date est dans le futur."),
    ("replied_on", "too_early"): gettext_lazy("Cette date est avant la promesse."),
    ("archived_on", "future"): gettext_lazy("Cette date est dans le futur."),
    ("archive_url", "missing"): gettext_lazy("Il faut l’adresse de la copie."),
    ("update", "contested"): gettext_lazy(
        "Cette promesse est discutée : ajoutez plutôt un nouveau constat, avec l’accord d’une "
        "deuxième personne."
    ),
    ("update", "later"): gettext_lazy(
        "Un autre constat a été fait après celui-ci : reprenez d’abord l’autre."
    ),
    ("after", "wrong"): WRONG_DATE,
    ("after", "future"): gettext_lazy("Cette date est dans le futur."),
    ("after", "too_early"): gettext_lazy("L’échéance est avant la promesse."),
    ("after", "not_oral"): gettext_lazy("Ces mots n’ont pas été dits de vive voix."),
    ("after", "unknown"): gettext_lazy("Ce n’est pas dans la liste."),
    ("original_sha256", "wrong"): WRONG_HASH,
    ("archive_sha256", "wrong"): WRONG_HASH,
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


class AddressesField(forms.CharField):
    """Addresses that a browser opens, one a line; gives a list of them, each once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=4000, widget=forms.Textarea, **kwargs)

    def clean(self, value: Any) -> list[str]:
        found = list(dict.fromkeys(super().clean(value).split()))
        one = WebAddressField()
        return [one.clean(line) for line in found]


class HashField(forms.CharField):
    """A SHA-256, as programs print it; capitals and spaces do not matter."""

    def clean(self, value: Any) -> str:
        text = "".join(str(value or "").split()).lower()
        if text and not SHA256.fullmatch(text):
            raise forms.ValidationError(str(WRONG_HASH))
        return str(super().clean(text))


def as_spoken(written: str) -> str:
    """Return a date of EDTF as people type it: "23/06/2023"."""
    return "/".join(reversed(written.split("-")))


class Says(forms.Form):
    def say(self, mistakes: dict[str, str]) -> None:
        """Put what an action refused beside its field."""
        for field, reason in mistakes.items():
            words = REASONS.get((field, reason), _("Vérifiez cette réponse."))
            self.add_error(field if field in self.fields else None, str(words))


class SeenForm(Says):
    """`revision` is what the editor read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)


class ReasonForm(SeenForm):
    """Why something is taken back, for the public log."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Tout le monde pourra le lire, avec ce qui était écrit avant."),
        max_length=1000,
        widget=forms.Textarea,
    )


class TakeBackForm(ReasonForm):
    """Why something is taken back, and whether the log may show what it said."""

    is_hidden = forms.BooleanField(
        label=gettext_lazy("Ce texte désigne une personne privée : l’effacer aussi du journal"),
        required=False,
    )
