"""What moderators type: a public version, a question, a reason, boxes on a photo."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observatory.kit.pictures import Box
from observatory.questionnaires.text import clean_text
from observatory.reports.models import Exchange
from observatory.vocabularies.queries import terms

TEXT_LENGTH = 4000
MOST_BOXES = 60


class CleanText(forms.CharField):
    """Long text, kept as it is written but for what hides or breaks."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class DecisionForm(forms.Form):
    """Every decision says which revision of the report was read."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class PublicVersionForm(DecisionForm):
    """The rewritten text and the problem it belongs to."""

    public_text = CleanText(
        label=_("Version publique"),
        help_text=_(
            "Réécrivez sans nom, sans date précise, sans rien qui fasse reconnaître la personne ou l’agent."
        ),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    channel = forms.ChoiceField(
        label=_("Où est-ce que ça bloque ?"),
        help_text=_("Un problème réunit le même service, le même lieu et le même accès."),
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        choices: list[tuple[str, Promise, str | Promise]],
        language: str,
        needs_text: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        channel = self.fields["channel"]
        channel.choices = [(code, words) for code, words, _hint in choices]  # type: ignore[attr-defined]
        channel.hints = {code: hint for code, _words, hint in choices}  # type: ignore[attr-defined]
        text = self.fields["public_text"]
        text.required = needs_text
        text.widget.attrs["lang"] = language
        text.error_messages["required"] = _("Écrivez la version publique, ou comptez sans texte.")


class CountForm(PublicVersionForm):
    """Counting needs the problem alone; a text that was typed is not read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["public_text"]


class AskForm(DecisionForm):
    question = CleanText(
        label=_("Votre question"),
        help_text=_("La personne la lira avec son code. Une question à la fois, en mots simples."),
        max_length=Exchange._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Écrivez votre question.")},
    )


class RejectForm(DecisionForm):
    reason = forms.ChoiceField(
        label=_("Pour quelle raison ?"),
        help_text=_("La personne lira cette raison avec son code."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une raison.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (one.code, one.name) for one in terms("rejection")
        ]


class UrgentForm(DecisionForm):
    message = CleanText(
        label=_("Message pour la personne"),
        help_text=_("Dites où trouver de l’aide aujourd’hui. Elle le lira avec son code."),
        max_length=Exchange._meta.get_field("text").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class UndoForm(DecisionForm):
    decision_id = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class BlackenForm(forms.Form):
    """Boxes in percent of the picture, and what the picture shows."""

    description = forms.CharField(
        label=_("Ce que montre la photo"),
        help_text=_(
            "Pour les personnes qui ne la voient pas : une phrase, sans nom. "
            "Par exemple : affiche sur une porte, « guichet fermé »."
        ),
        max_length=300,
        error_messages={"required": _("Dites en une phrase ce que montre la photo.")},
    )
    boxes: list[Box]
    edges = ("left", "top", "width", "height")

    def clean(self) -> dict[str, Any]:
        """Read the rows of four numbers; a row that is empty counts for nothing."""
        cleaned = super().clean() or {}
        data = self.data
        columns = [data.getlist(edge) if isinstance(data, QueryDict) else [] for edge in self.edges]
        self.boxes = []
        for row in zip(*columns, strict=False):
            if any(part.strip() for part in row):
                self.boxes.append(self._box(row))
        if len(self.boxes) > MOST_BOXES:
            raise ValidationError(_("C’est trop de rectangles pour une photo."))
        return cleaned

    def _box(self, row: tuple[str, ...]) -> Box:
        try:
            left, top, width, height = (float(part.strip().replace(",", ".")) / 100 for part in row)
        except ValueError as error:
            raise ValidationError(_WRONG_BOX) from error
        width, height = min(width, 1 - left), min(height, 1 - top)
        if not (0 <= left < 1 and 0 <= top < 1 and 0 < width <= 1 and 0 < height <= 1):
            raise ValidationError(_WRONG_BOX)
        return left, top, width, height

    def box_rows(self) -> list[dict[str, str]]:
        """Return the rows of numbers to show: what was typed, and empty ones after it."""
        typed: list[dict[str, str]] = []
        if self.is_bound and isinstance(self.data, QueryDict):
            columns = [self.data.getlist(edge) for edge in self.edges]
            typed = [
                dict(zip(self.edges, row, strict=True))
                for row in zip(*columns, strict=False)
                if any(part.strip() for part in row)
            ][:MOST_BOXES]
        return typed + [dict.fromkeys(self.edges, "")] * max(1, 4 - len(typed))


_WRONG_BOX = _("Chaque rectangle a quatre nombres de 0 à 100, avec une largeur et une hauteur.")
