"""Writing an event, or a series of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatory.associations.models import Association
from observatory.associations.queries.public import language_choices
from observatory.campaigns.forms.lines import LinesField, as_lines, merge_links
from observatory.campaigns.models import Campaign
from observatory.events.models import Event
from observatory.events.permissions import may_edit
from observatory.events.recurrence import LONGEST_INTERVAL, Rule
from observatory.events.states import MOST_PLACES, Known
from observatory.events.wording import FREQUENCIES, KINDS, KNOWN
from observatory.people.models import User
from observatory.places.queries import territories
from observatory.vocabularies.models import in_language, said_in
from observatory.vocabularies.themes import THEMES

from .hours import HoursForm, day_field
from .saying import Says

# Texts by language: field of the form to name of the value.
WORDS = {
    "title": "titles",
    "text": "texts",
    "organisers": "organisers",
    "access": "access",
    "childcare_words": "childcare_words",
    "how_to_come": "how_to_come",
    "phone_whom": "phone_whom",
}
PLAIN = (
    *("kind", "place", "address", "languages", "wheelchair", "interpretation", "interpreted"),
    *("childcare", "phone", "takes_registrations", "capacity", "themes"),
)
SECTIONS = (
    (_("Quoi"), ("kind", "title", "text", "whose", "territory", "campaign", "themes")),
    (_("Qui organise"), ("association", "organisers", "links")),
    (
        _("Quand"),
        (
            "day",
            "start",
            "starts_second",
            "end_day",
            "end",
            "ends_second",
            "repeat",
            "interval",
            "count",
            "until",
        ),
    ),
    (_("Où, et comment venir"), ("place", "address", "how_to_come", "phone", "phone_whom")),
    (
        _("Pour que chacun puisse venir"),
        (
            "wheelchair",
            "access",
            "languages",
            "interpretation",
            "interpreted",
            "childcare",
            "childcare_words",
        ),
    ),
    (_("Inscriptions"), ("takes_registrations", "capacity")),
    (_("Enregistrer"), ("and_following",)),
)
ONCE = "once"


def _text(label: Any, length: int, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=length,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _line(label: Any, length: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=length, required=False)


def _known(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(KNOWN.items()), initial=Known.UNKNOWN, widget=forms.RadioSelect
    )


def _several(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class EventForm(HoursForm, Says):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    kind = forms.ChoiceField(label=_("Quel genre de rendez-vous ?"), choices=list(KINDS.items()))
    title = forms.CharField(label=_("Titre"), max_length=120)
    text = _text(_("De quoi s’agit-il ?"), 3000, 6)
    whose = forms.ChoiceField(
        label=_("À qui est ce rendez-vous ?"),
        choices=[
            ("ours", _("À nous, ou à une association de l’observatoire")),
            ("others", _("À d’autres : nous disons seulement où être présents")),
        ],
        initial="ours",
        widget=forms.RadioSelect,
    )
    territory = forms.ChoiceField(label=_("Dans quelle commune ?"))
    campaign = forms.ChoiceField(label=_("Pour quelle lutte ?"), required=False)
    themes = _several(_("De quelle critique parle-t-on ?"), list(THEMES.items()))
    association = forms.ChoiceField(label=_("Quelle association organise ?"), required=False)
    organisers = _line(
        _("Qui d’autre organise ?"), 300, _("Des groupes ou des associations, jamais une personne.")
    )
    links = LinesField(
        label=_("Liens"),
        help_text=_(
            "Un par ligne : un nom, puis l’adresse de la page. "
            "Pour un rendez-vous d’autres, au moins la leur."
        ),
        max_length=4000,
        required=False,
    )
    repeat = forms.ChoiceField(
        label=_("Est-ce que cela revient ?"),
        choices=[(ONCE, _("Une seule fois")), *FREQUENCIES.items()],
        initial=ONCE,
        widget=forms.RadioSelect,
    )
    interval = forms.IntegerField(
        label=_("Toutes les combien de semaines, ou de mois ?"),
        min_value=1,
        max_value=LONGEST_INTERVAL,
        initial=1,
        required=False,
    )
    count = forms.IntegerField(
        label=_("Combien de fois en tout ?"), min_value=2, max_value=60, required=False
    )
    until = day_field(_("Ou jusqu’à quel jour ?"), required=False)
    place = _line(_("Nom du lieu"), 120)
    address = _line(_("Adresse"), 200, _("Rue et numéro, code postal."))
    how_to_come = _text(
        _("Comment venir sans internet ?"),
        600,
        4,
        _("L’arrêt le plus proche, la porte, l’étage : comme on le dirait au téléphone."),
    )
    phone = _line(_("Quel numéro peut-on appeler ?"), 40)
    phone_whom = _line(
        _("Qui répond, et quand ?"), 160, _("Par exemple : la Maison de quartier, le matin.")
    )
    wheelchair = _known(_("Peut-on venir en fauteuil roulant ?"))
    access = _line(_("Comment ?"), 300, _("Par exemple : rampe par la cour, toilette adaptée."))
    languages = _several(_("Quelles langues y parle-t-on ?"), ())
    interpretation = _known(_("Y a-t-il des interprètes ?"))
    interpreted = _several(
        _("Dans quelles langues ?"), (), _("Les langues des signes sont à la fin de la liste.")
    )
    childcare = _known(_("Les enfants sont-ils gardés ?"))
    childcare_words = _line(_("Précisez"), 300)
    takes_registrations = forms.BooleanField(
        label=_("On peut s’inscrire, ici et par téléphone"), required=False
    )
    capacity = forms.IntegerField(
        label=_("Combien de places ?"),
        help_text=_("Laissez vide si tout le monde peut entrer."),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
    )
    and_following = forms.BooleanField(
        label=_("Corriger aussi les dates suivantes de la série, sans changer leurs jours"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        by: User,
        event: Event | None = None,
        like: Event | None = None,
        **kwargs: Any,
    ) -> None:
        self.event = event
        if event is not None:
            kwargs["initial"] = _initial(event) | self.initial_hours(event)
        elif like is not None:
            kwargs["initial"] = _initial(like) | {"seen": 0}
        super().__init__(*args, **kwargs)
        self._offer(by, event or like)
        if event is not None:
            for name in ("repeat", "interval", "count", "until"):
                del self.fields[name]
        if event is None or event.series_id is None:
            del self.fields["and_following"]

    def _offer(self, by: User, kept: Event | None) -> None:
        """Offer the places one may write for, and what there is to link to."""
        self._places = {one.nis: one for one in territories() if may_edit(by, one.pk)}
        named = [(nis, f"{one.label} {one.name}".strip()) for nis, one in self._places.items()]
        self.fields["territory"].choices = named
        campaigns = Campaign.objects.public()
        self.fields["campaign"].choices = [
            ("", _("Aucune en particulier")),
            *((str(one.pk), one.title) for one in campaigns),
        ]
        self.fields["association"].choices = [
            ("", _("Aucune de la liste")),
            *(
                (str(one.pk), one.name)
                for one in Association.objects.order_by("name")
                if one.ended_on is None or (kept and one.pk == kept.association_id)
            ),
        ]
        for name in ("languages", "interpreted"):
            self.fields[name].choices = language_choices()

    def sections(self) -> list[tuple[str, list[Any]]]:
        """Return the fields under their headings."""
        found = [
            (str(title), [self[name] for name in names if name in self.fields])
            for title, names in SECTIONS
        ]
        return [(title, fields) for title, fields in found if fields]

    def rule(self) -> Rule | None:
        """Return how the series goes on; None for an event that does not come again."""
        data = self.cleaned_data
        if data.get("repeat", ONCE) == ONCE:
            return None
        return Rule(data["repeat"], data["interval"] or 1, data["count"], data["until"])

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        data, former = self.cleaned_data, self.event or Event()
        place = self._places[data["territory"]]
        return {
            **{name: data[name] for name in PLAIN},
            **{name: said_in(getattr(former, name), data[field]) for field, name in WORDS.items()},
            "territory_id": place.pk,
            "campaign_id": int(data["campaign"]) if data["campaign"] else None,
            "association_id": int(data["association"]) if data["association"] else None,
            "is_ours": data["whose"] == "ours",
            "links": merge_links(data["links"], former.links, "labels"),
            "starts_at": data["starts_at"],
            "ends_at": data["ends_at"],
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("interpreted") and data.get("interpretation") == Known.UNKNOWN:
            data["interpretation"] = Known.YES
        if "repeat" in self.fields and data.get("repeat") == ONCE:
            for name in ("count", "until"):
                if data.get(name):
                    self.add_error("repeat", gettext("Dites comment cela revient."))
                    break
        return data


def _initial(event: Event) -> dict[str, Any]:
    return {
        **{name: getattr(event, name) for name in PLAIN},
        **{field: in_language(getattr(event, name)) for field, name in WORDS.items()},
        "seen": event.revision,
        "whose": "ours" if event.is_ours else "others",
        "territory": event.territory.nis,
        "campaign": str(event.campaign_id or ""),
        "association": str(event.association_id or ""),
        "links": as_lines(event.links, "labels"),
    }
