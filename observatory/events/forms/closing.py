"""What came of an event."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from observatory.campaigns.forms.lines import LinesField, as_lines, merge_links
from observatory.events.models import Closing
from observatory.vocabularies.models import in_language, said_in

from .saying import Says


class ClosingForm(Says):
    """Who came, what was decided, what follows; never who said what."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    came = forms.IntegerField(
        label=_("Combien de personnes sont venues ?"),
        help_text=_("À peu près suffit. Laissez vide si personne n’a compté."),
        min_value=0,
        required=False,
    )
    decided = forms.CharField(
        label=_("Ce qui s’est dit, ce qui a été décidé"),
        help_text=_("Sans le nom des personnes présentes."),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
    )
    follows = forms.CharField(
        label=_("Et ensuite ?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    links = LinesField(
        label=_("Documents et liens"),
        help_text=_("Un par ligne : un nom, puis l’adresse de la page."),
        max_length=4000,
        required=False,
    )

    def __init__(self, *args: Any, closing: Closing | None, **kwargs: Any) -> None:
        self.closing = closing
        if closing is not None:
            kwargs["initial"] = {
                "seen": closing.revision,
                "came": closing.came,
                "decided": in_language(closing.decided),
                "follows": in_language(closing.follows),
                "links": as_lines(closing.links, "labels"),
            }
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        data, former = self.cleaned_data, self.closing or Closing()
        return {
            "came": data["came"],
            "decided": said_in(former.decided, data["decided"]),
            "follows": said_in(former.follows, data["follows"]),
            "links": merge_links(data["links"], former.links, "labels"),
        }
