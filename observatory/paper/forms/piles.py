"""What is typed about a pile, a sheet, a second keying."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.associations.models import Association
from observatory.paper.models import Batch, Sheet
from observatory.places.models import Territory
from observatory.places.queries import municipalities, territory_by_nis
from observatory.questionnaires.text import TextRefused, clean_line, clean_text
from observatory.ui.fields import DayInput

MOST_SHEETS = 999
NO_ONE = ""


def _clean(clean: Callable[[str, int], str], value: str | None, limit: int | None) -> str:
    try:
        return clean(value or "", limit or 0)
    except TextRefused as refused:
        raise ValidationError(str(refused)) from refused


class CleanLine(forms.CharField):
    """One line, without what hides or breaks."""

    def to_python(self, value: Any) -> str:
        return _clean(clean_line, super().to_python(value), self.max_length)


class CleanText(forms.CharField):
    """Several lines, kept as they are written but for what hides or breaks."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return _clean(clean_text, super().to_python(value), self.max_length)


class BatchForm(forms.Form):
    """A pile: where it comes from, how many forms, and what each form begins with."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    label = CleanLine(
        label=gettext_lazy("D’où vient cette pile ?"),
        help_text=gettext_lazy("Par exemple : permanence du mardi, rue de la Borne."),
        max_length=Batch._meta.get_field("label").max_length,
        error_messages={"required": gettext_lazy("Écrivez d’où vient la pile.")},
    )
    announced = forms.IntegerField(
        label=gettext_lazy("Combien de feuilles ?"),
        help_text=gettext_lazy("Comptez-les à la main avant de commencer, à deux si possible."),
        min_value=1,
        max_value=MOST_SHEETS,
        error_messages={
            "required": gettext_lazy("Comptez les feuilles et écrivez le nombre."),
            "invalid": gettext_lazy("Écrivez un nombre, par exemple 20."),
            "min_value": gettext_lazy("Une pile a au moins une feuille."),
            "max_value": gettext_lazy(
                "C’est beaucoup pour une pile : faites-en plusieurs de 999 au plus."
            ),
        },
    )
    is_counted_by_two = forms.BooleanField(
        label=gettext_lazy("Deux personnes ont compté, et trouvé le même nombre"), required=False
    )
    collected_on = forms.DateField(
        label=gettext_lazy("Quel jour ont-elles été remplies ?"),
        help_text=gettext_lazy("Si c’était sur plusieurs jours, le dernier."),
        widget=DayInput,
        error_messages={
            "required": gettext_lazy("Choisissez le jour."),
            "invalid": gettext_lazy("Cette date n’existe pas. Choisissez le jour."),
        },
    )
    association = forms.ChoiceField(
        label=gettext_lazy("Quelle association apporte ces feuilles ?"),
        error_messages={"required": gettext_lazy("Choisissez l’association.")},
    )
    territory = forms.ChoiceField(
        label=gettext_lazy("La commune de départ"),
        help_text=gettext_lazy(
            "Chaque feuille commence avec elle. On peut la changer à chaque feuille."
        ),
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Dans quelle langue sont les feuilles ?"))
    has_stubs = forms.BooleanField(
        label=gettext_lazy("Des personnes attendent leur talon avec le code"), required=False
    )
    note = CleanText(
        label=gettext_lazy("À savoir sur cette pile"),
        help_text=gettext_lazy("Sans nom de personne. Effacé un mois après la clôture."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        associations: Iterable[Association],
        languages: Iterable[tuple[str, str]],
        today: date,
        batch: Batch | None = None,
        has_sheets: bool = False,
        needs_association: bool = False,
    ) -> None:
        super().__init__(data, initial=_known(batch, today))
        self.today = today
        self.by_key = {str(one.pk): one for one in associations}
        named = [(key, one.name) for key, one in self.by_key.items()]
        self.fields["association"].required = needs_association
        self._choices(
            "association", named if needs_association else [(NO_ONE, _("Aucune")), *named]
        )
        self._choices(
            "territory",
            [
                ("", _("Aucune")),
                *((one.nis, f"{one.label} {one.name}") for one in municipalities()),
            ],
        )
        self._choices("language", list(languages))
        if batch is not None or not named:
            del self.fields["association"]
        elif len(named) == 1 and needs_association:
            self.initial["association"] = named[0][0]
        if has_sheets:
            announced = self.fields["announced"]
            announced.disabled = True
            announced.help_text = _(
                "Des feuilles sont déjà saisies : ce nombre ne change plus. S’il était faux,"
                " vous l’expliquerez en clôturant."
            )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_collected_on(self) -> date:
        day: date = self.cleaned_data["collected_on"]
        if day > self.today:
            raise ValidationError(
                _("Ce jour n’est pas encore là. Choisissez un jour passé, ou aujourd’hui.")
            )
        return day

    def clean_association(self) -> Association | None:
        return self.by_key.get(self.cleaned_data["association"])

    def clean_territory(self) -> Territory | None:
        nis = self.cleaned_data["territory"]
        return territory_by_nis(nis) if nis else None


# Fields of the form that are columns of the same name.
KEPT_AS_TYPED = (
    *("uuid", "label", "announced", "is_counted_by_two", "collected_on"),
    *("language", "has_stubs", "note"),
)


def _known(batch: Batch | None, today: date) -> dict[str, Any]:
    """Return what the form begins with; a new pile has a new uuid, a day and stubs."""
    if batch is None:
        return {"uuid": uuid4(), "collected_on": today, "has_stubs": True, "language": "fr"}
    return {
        **{name: getattr(batch, name) for name in KEPT_AS_TYPED},
        "territory": batch.territory.nis if batch.territory else "",
    }


class SheetForm(forms.Form):
    """The number on the paper, and what identifies this entry."""

    sheet_number = forms.IntegerField(
        label=gettext_lazy("Numéro de la feuille"),
        min_value=1,
        max_value=MOST_SHEETS,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            gettext_lazy("Écrivez le numéro de la feuille, de 1 à 999."),
        ),
    )
    entry = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MarkForm(SheetForm):
    """A sheet that becomes no report; an illegible one is given to someone."""

    mark = forms.CharField(widget=forms.HiddenInput)
    given_to = CleanLine(
        label=gettext_lazy("Illisible : à qui la donnez-vous ?"),
        help_text=gettext_lazy("Le prénom de qui va essayer de la lire."),
        max_length=Sheet._meta.get_field("given_to").max_length,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            cleaned.get("mark") == "illegible"
            and not cleaned.get("given_to")
            and "given_to" not in self.errors
        ):
            self.add_error(
                "given_to",
                _("Écrivez à qui vous donnez la feuille, puis choisissez encore « Illisible »."),
            )
        return cleaned


class CloseForm(forms.Form):
    """Closing: the revision that was read, and why the count does not match."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    explanation = CleanText(
        label=gettext_lazy("Qu’est-ce qui explique la différence ?"),
        help_text=gettext_lazy("Gardé avec la pile. Sans nom de personne."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReopenForm(forms.Form):
    """Opening again: why."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = CleanText(
        label=gettext_lazy("Pourquoi rouvrir cette pile ?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Écrivez pourquoi, en une phrase.")},
    )


FIRST, SECOND = "first", "second"


class SettleForm(forms.Form):
    """For each question that differs, which of the two keyings the paper says."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, lines: Iterable[tuple[str, str, str, str]], **options: Any
    ) -> None:
        """Each line: the key of the question, its words, the first answer and the second in words."""
        super().__init__(data, **options)
        self.keys = []
        for key, words, first, second in lines:
            self.keys.append(key)
            self.fields[f"paper-{key}"] = forms.ChoiceField(
                label=words,
                widget=forms.RadioSelect,
                choices=[(FIRST, first), (SECOND, second)],
                error_messages={"required": _("Regardez la feuille et choisissez.")},
            )
            hints: dict[str, str | Promise] = {
                FIRST: _("Première saisie"),
                SECOND: _("Deuxième saisie"),
            }
            self.fields[f"paper-{key}"].hints = hints  # type: ignore[attr-defined]

    def seconds(self) -> list[str]:
        """Return the keys for which the paper says what the second keying says."""
        return [key for key in self.keys if self.cleaned_data[f"paper-{key}"] == SECOND]
