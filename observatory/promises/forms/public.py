"""What someone of the public says happened, and what editors decide."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from observatory.promises.actions import update_mistakes
from observatory.promises.models import Promise
from observatory.promises.states import Refusal, Way
from observatory.promises.wording import REFUSAL_WORDS, WAY_WORDS

from .fields import PartialDateField, Says, WebAddressField
from .updates import UpdateForm


class ProposalForm(Says):
    """What happened, when, and where one can check it."""

    text = forms.CharField(
        label=_("Que s’est-il passé ?"),
        help_text=_("Des faits, pas d’avis. Ne nommez pas de personne privée."),
        max_length=2000,
        widget=forms.Textarea,
    )
    happened = PartialDateField(label=_("Quand ?"))
    source_url = WebAddressField(
        label=_("Où peut-on le vérifier ?"),
        help_text=_("L’adresse d’une page : un article, un procès-verbal, un site officiel."),
        required=False,
    )
    source_on_paper = forms.CharField(
        label=_("Ou sur papier"),
        help_text=_(
            "Quel papier, et où on peut le voir : un journal et sa date, une affiche… Une des deux sources suffit."
        ),
        max_length=300,
        required=False,
    )
    contact = forms.CharField(
        label=_("Comment vous joindre, si nous avons une question"),
        help_text=_("Gardé sous clé, à part, et effacé après la décision."),
        max_length=200,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Say beside the field what the action would refuse."""
        data = super().clean() or self.cleaned_data
        found = update_mistakes(
            happened=data.get("happened", ""),
            text=data.get("text", ""),
            has_source=bool(data.get("source_url") or data.get("source_on_paper")),
            today=localdate(),
        )
        self.say({field: reason for field, reason in found.items() if field not in self.errors})
        return data


class EnteredProposalForm(ProposalForm):
    """The same, entered by an editor for someone."""

    way = forms.ChoiceField(
        label=_("Comment est-ce arrivé ?"),
        choices=[(way.value, WAY_WORDS[way]) for way in Way if way != Way.WEB],
    )
    field_order = ("way",)


class AcceptForm(UpdateForm):
    """The update that an editor writes of a proposal: prefilled but for the words."""

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, promise=promise, **kwargs)
        self.fields["text"].help_text = _(
            "Réécrivez avec vos mots : des faits, pas d’avis, et rien qui désigne la personne."
        )


class RefuseForm(Says):
    """Why a proposal is refused."""

    reason = forms.ChoiceField(
        label=_("Pourquoi ?"),
        choices=[(one.value, REFUSAL_WORDS[one]) for one in Refusal],
        widget=forms.RadioSelect,
    )
