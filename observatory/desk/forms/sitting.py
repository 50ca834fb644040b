"""What is the same for several entries in a row: never anything about a person."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from observatory.associations.models import Association
from observatory.questionnaires.languages import direction_of, own_name
from observatory.questionnaires.schema import Definition, Question

# The facts that may be the same from one person to the next.
KEPT_FACTS = frozenset({"territory", "service"})


def kept_questions(definition: Definition) -> list[Question]:
    """Return the questions whose answer may be kept for the next entry."""
    return [one for one in definition.questions.values() if one.maps_to in KEPT_FACTS]


class SittingForm(forms.Form):
    """The person's language, who brings the report, and what to keep for the next one."""

    spoken = forms.ChoiceField(
        label=_("Langue de la personne"),
        error_messages={"invalid_choice": _("Choisissez une langue de la liste.")},
    )
    association = forms.ChoiceField(
        label=_("Au nom de"),
        required=False,
        error_messages={"invalid_choice": _("Choisissez une de vos associations.")},
    )
    keep = forms.MultipleChoiceField(
        label=_("Garder pour la saisie suivante"),
        required=False,
        error_messages={"invalid_choice": _("Choisissez dans la liste.")},
    )

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        definition: Definition,
        associations: Sequence[Association],
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self.associations = {str(one.pk): one for one in associations}
        self.languages = {code: own_name(code) for code in definition.languages}
        choices = {
            "spoken": list(self.languages.items()),
            "association": [(key, one.name) for key, one in self.associations.items()],
            "keep": [(one.key, one.key) for one in kept_questions(definition)],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean_association(self) -> str:
        chosen = self.cleaned_data["association"]
        if len(self.associations) > 1 and not chosen:
            raise forms.ValidationError(_("Choisissez pour quelle association vous saisissez."))
        return chosen

    @property
    def language(self) -> str:
        """The person's language, as far as it is known."""
        value = self["spoken"].value()
        return value if value in self.languages else next(iter(self.languages))

    @property
    def direction(self) -> str:
        """The direction that the person's language is written in."""
        return direction_of(self.language)

    @property
    def spoken_choices(self) -> list[tuple[str, str, str]]:
        """The languages to choose from: (code, its own name, its direction)."""
        return [(code, name, direction_of(code)) for code, name in self.languages.items()]

    @property
    def chosen_association(self) -> Association | None:
        """Who brings the report: the one that was chosen, or the only one."""
        if len(self.associations) == 1:
            return next(iter(self.associations.values()))
        return self.associations.get(str(self["association"].value() or ""))
