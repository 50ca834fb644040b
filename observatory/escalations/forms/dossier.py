"""A dossier: the letter's language, what is asked, what it is linked to; what is chosen for it."""

import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from observatory.campaigns.models import Demand
from observatory.campaigns.states import State as CampaignState
from observatory.escalations.models import Escalation
from observatory.problems.models import Problem
from observatory.vocabularies.models import in_language

LANGUAGES = (("fr", _("En français")), ("nl", _("En néerlandais")))
NUMBER = re.compile(r"(\d{1,17})/?$")
LONGEST = 1500


class DossierForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    language = forms.ChoiceField(
        label=_("En quelle langue écrivez-vous à l’instance ?"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
    )
    summary = forms.CharField(
        label=_("Que demandez-vous à l’instance ?"),
        help_text=_(
            "Quelques phrases, dans la langue de la lettre. Elles sont dans la lettre et, après "
            "l’envoi, sur la page publique : n’y mettez aucune personne."
        ),
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    problem = forms.CharField(
        label=_("Quel problème de l’observatoire concerne-t-il ?"),
        help_text=_("L’adresse de la page du problème."),
        max_length=300,
        required=False,
    )
    demand = forms.ModelChoiceField(
        label=_("Quelle revendication soutient-il ?"),
        queryset=Demand.objects.none(),
        required=False,
        empty_label=_("Aucune"),
    )

    def __init__(self, *args: Any, escalation: Escalation | None = None, **kwargs: Any) -> None:
        self.escalation = escalation
        if escalation is not None:
            kwargs["initial"] = {
                "revision": escalation.revision,
                "language": escalation.language,
                "summary": in_language(escalation.summaries, escalation.language),
                "problem": escalation.problem.get_absolute_url() if escalation.problem else "",
                "demand": escalation.demand_id,
            }
        super().__init__(*args, **kwargs)
        if escalation is not None:
            del self.fields["language"]
        field: Any = self.fields["demand"]
        field.queryset = (
            Demand.objects.filter(is_taken_back=False)
            .exclude(campaign__state=CampaignState.DRAFT)
            .select_related("campaign")
            .order_by("campaign__pk", "position")
        )
        field.label_from_instance = lambda one: f"{one.campaign.title} – {in_language(one.texts)}"

    def clean_problem(self) -> Problem | None:
        """Return the public problem that an address or a number names."""
        said = self.cleaned_data["problem"].strip()
        if not said:
            return None
        number = NUMBER.search(said)
        found = Problem.objects.public().filter(pk=number[1]).first() if number else None
        if found is None:
            raise forms.ValidationError(_("Nous ne trouvons pas ce problème."))
        return found

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        data, former = self.cleaned_data, self.escalation
        language = former.language if former else data["language"]
        values: dict[str, Any] = {
            "summaries": {**(former.summaries if former else {}), language: data["summary"]},
            "problem": data["problem"],
            "demand": data["demand"],
        }
        if former is None:
            values["language"] = language
        return values


class ItemsForm(forms.Form):
    """Reports and observations that were ticked, by their keys."""

    revision = forms.IntegerField(min_value=0)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.keys = {
            name: {
                int(one)
                for one in data.getlist(name)
                if one.isascii() and one.isdecimal() and len(one) < 18
            }
            for name in ("reports", "observations")
        }


def said(text: str) -> dict[str, str]:
    """Return a text in the language of the page; nothing for an empty one."""
    return {(get_language() or "fr").split("-")[0]: text} if text else {}
