"""The forms of editors: a promise, and what it answers."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.campaigns.models import Demand
from observatory.kit.actors import Actor
from observatory.places.queries import territories, territory_by_nis
from observatory.problems.models import Problem
from observatory.promises.actions import promise_mistakes
from observatory.promises.models import Promise
from observatory.promises.permissions import may_edit
from observatory.promises.queries import linkable_demands
from observatory.promises.states import names_two
from observatory.ui.fields import set_choices
from observatory.vocabularies.queries import term, terms

from .fields import (
    AddressesField,
    PartialDateField,
    Says,
    WebAddressField,
)

NUMBER = re.compile(r"(\d{1,17})/?$")


class LinksForm(Says):
    """Which demands of campaigns and which problems a promise answers."""

    demands = forms.MultipleChoiceField(
        label=gettext_lazy("À quelles revendications répond-elle ?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    problems = forms.CharField(
        label=gettext_lazy("À quels problèmes répond-elle ?"),
        help_text=gettext_lazy("L’adresse de la page de chaque problème, une par ligne."),
        max_length=2000,
        widget=forms.Textarea,
        required=False,
    )

    def __init__(self, *args: Any, promise: Promise | None = None, **kwargs: Any) -> None:
        if promise is not None:
            kwargs["initial"] = {
                "demands": [str(pk) for pk in promise.demands.values_list("pk", flat=True)],
                "problems": "\n".join(
                    one.get_absolute_url() for one in promise.problems.order_by("pk")
                ),
                **kwargs.get("initial", {}),
            }
        super().__init__(*args, **kwargs)
        set_choices(self, "demands", linkable_demands(promise))

    def clean_problems(self) -> list[Problem]:
        """Return the problems named by an address or a number."""
        found = {}
        for line in self.cleaned_data["problems"].split():
            number = NUMBER.search(line)
            one = Problem.objects.filter(pk=number[1]).first() if number else None
            if one is None:
                raise ValidationError(
                    _("Nous ne trouvons pas ce problème : %(line)s") % {"line": line}
                )
            found[one.pk] = one
        return list(found.values())

    def linked(self) -> dict[str, Any]:
        """Return what the actions take."""
        chosen = [int(key) for key in self.cleaned_data["demands"]]
        return {
            "demands": list(Demand.objects.filter(pk__in=chosen)),
            "problems": self.cleaned_data["problems"],
        }


class PromiseForm(LinksForm):
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
    other_urls = AddressesField(
        label=gettext_lazy("D’autres sources"),
        help_text=gettext_lazy("Une adresse par ligne."),
        required=False,
    )
    condition = forms.CharField(
        label=gettext_lazy("Ce qui montrera qu’elle est tenue"),
        help_text=gettext_lazy(
            "Une condition que chacun peut vérifier. La date d’aujourd’hui y sera jointe."
        ),
        max_length=1000,
        widget=forms.Textarea,
    )
    due = PartialDateField(label=gettext_lazy("À tenir jusqu’à"), required=False)
    field_order = (
        "quote",
        "quote_language",
        "author",
        "is_organization",
        "role",
        "level",
        "territory",
        "said",
        "said_at_place",
        "is_oral",
        "recording_url",
        "source_url",
        "other_urls",
        "condition",
        "due",
        "demands",
        "problems",
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = ("", _("Choisir"))
        set_choices(
            self, "quote_language", [choose, *((c, str(_(n))) for c, n in settings.LANGUAGES)]
        )
        set_choices(
            self,
            "level",
            [choose, *((one.code, one.name) for one in terms("level") if one.code != "unknown")],
        )
        places = [one for one in territories() if may_edit(by, one.pk)]
        set_choices(self, "territory", [choose, *((one.nis, one.name) for one in places)])

    def clean(self) -> dict[str, Any]:
        """Say beside the field what the action would refuse."""
        data = super().clean() or self.cleaned_data
        if not data.get("is_organization") and names_two(data.get("author", "")):
            self.say({"author": "two"})
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
        data = {**self.cleaned_data, **self.linked()}
        is_organization = data.pop("is_organization")
        return {
            **data,
            "is_person": not is_organization,
            "level": term("level", data["level"]),
            "territory": territory_by_nis(data["territory"]),
        }


class PromiseLinksForm(LinksForm):
    """What a promise that is written answers; `revision` is what the editor read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
