"""Writing a campaign."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatory.associations.models import Association
from observatory.campaigns.models import Campaign
from observatory.campaigns.permissions import may_edit
from observatory.campaigns.wording import LEVELS
from observatory.groups.models import Group
from observatory.people.models import User
from observatory.places.queries import territories
from observatory.problems.models import Problem
from observatory.vocabularies.models import in_language, said_in
from observatory.vocabularies.themes import THEMES

from .lines import LinesField, Seen, as_lines, merge_links

NUMBER = re.compile(r"(\d{1,17})/?$")


class CampaignForm(Seen):
    title = forms.CharField(label=_("Que veut-on changer ?"), max_length=160)
    summary = forms.CharField(
        label=_("En quelques phrases"), max_length=1200, widget=forms.Textarea, required=False
    )
    level = forms.ChoiceField(label=_("À qui s’adresse-t-on ?"), choices=list(LEVELS.items()))
    territory = forms.ChoiceField(label=_("Où ?"), required=False)
    company = forms.CharField(
        label=_("Quelle entreprise ?"),
        help_text=_("Seulement si on s’adresse à une entreprise."),
        max_length=120,
        required=False,
    )
    associations = forms.MultipleChoiceField(
        label=_("Quelles associations la mènent ?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    groups = forms.MultipleChoiceField(
        label=_("Quels groupes la mènent ?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    leaders = forms.CharField(
        label=_("Qui d’autre la mène ?"),
        help_text=_("Des groupes ou des associations, jamais une personne."),
        max_length=300,
        required=False,
    )
    problems = forms.CharField(
        label=_("Sur quels problèmes s’appuie-t-elle ?"),
        help_text=_("L’adresse de la page de chaque problème, une par ligne."),
        max_length=2000,
        widget=forms.Textarea,
        required=False,
    )
    laws = LinesField(
        label=_("Sur quels textes de loi ?"),
        help_text=_("Un par ligne : son nom, puis l’adresse de la page."),
        max_length=4000,
        required=False,
    )
    themes = forms.MultipleChoiceField(
        label=_("Que critique-t-elle ?"),
        choices=list(THEMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, by: User, campaign: Campaign | None = None, **kwargs: Any
    ) -> None:
        self.campaign = campaign
        if campaign is not None:
            kwargs["initial"] = self._initial(campaign)
        super().__init__(*args, **kwargs)
        self._places = {one.nis: one for one in territories() if may_edit(by, one.pk)}
        named = [(nis, f"{one.label} {one.name}".strip()) for nis, one in self._places.items()]
        everywhere = may_edit(by, None)
        self.fields["territory"].choices = [
            *([("", _("Partout, ou pas un lieu précis"))] if everywhere else []),
            *named,
        ]
        self.fields["territory"].required = not everywhere
        kept = [one.pk for one in campaign.associations.all()] if campaign else []
        self.fields["associations"].choices = [
            (str(one.pk), one.name)
            for one in Association.objects.order_by("name")
            if one.ended_on is None or one.pk in kept
        ]
        self.fields["groups"].choices = [(str(one.pk), one.name) for one in Group.objects.all()]

    @staticmethod
    def _initial(campaign: Campaign) -> dict[str, Any]:
        return {
            "seen": campaign.revision,
            "title": campaign.title,
            "summary": in_language(campaign.summaries),
            "level": campaign.level,
            "territory": campaign.territory.nis if campaign.territory else "",
            "company": campaign.company,
            "associations": [str(one.pk) for one in campaign.associations.all()],
            "groups": [str(one.pk) for one in campaign.groups.all()],
            "leaders": in_language(campaign.leaders),
            "problems": "\n".join(one.get_absolute_url() for one in campaign.problems.all()),
            "laws": as_lines(campaign.laws, "names"),
            "themes": campaign.themes,
        }

    def clean_problems(self) -> list[int]:
        """Return the keys of the problems named by an address or a number."""
        found = []
        for line in self.cleaned_data["problems"].split():
            number = NUMBER.search(line)
            if number is None or not Problem.objects.filter(pk=number[1]).exists():
                raise ValidationError(
                    gettext("Nous ne trouvons pas ce problème : %(line)s") % {"line": line}
                )
            found.append(int(number[1]))
        return found

    def clean(self) -> dict[str, Any]:
        """Say beside the field what `states.campaign_mistakes` would refuse."""
        data = super().clean() or self.cleaned_data
        level = data.get("level")
        if level in {"municipality", "region"} and data.get("territory") == "":
            self.add_error("territory", gettext("Dites où : choisissez un lieu dans la liste."))
        if level == "company" and not data.get("company"):
            self.add_error("company", gettext("Écrivez le nom de l’entreprise."))
        if level != "company" and data.get("company"):
            self.add_error(
                "company", gettext("Laissez vide : on ne s’adresse pas à une entreprise.")
            )
        return data

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        data, former = self.cleaned_data, self.campaign or Campaign()
        place = self._places.get(data["territory"])
        return {
            "titles": said_in(former.titles, data["title"]),
            "summaries": said_in(former.summaries, data["summary"]),
            "level": data["level"],
            "territory_id": place.pk if place else None,
            "company": data["company"],
            "leaders": said_in(former.leaders, data["leaders"]),
            "laws": merge_links(data["laws"], former.laws, "names"),
            "themes": data["themes"],
            "associations": [int(key) for key in data["associations"]],
            "groups": [int(key) for key in data["groups"]],
            "problems": data["problems"],
        }
