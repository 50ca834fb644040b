"""Sample data for the style guide: every state of every component, plainly invented.

Each sample is a piece of template and its data: the page shows what it gives
and how it is written, and the tests render the same pieces.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from django import forms
from django.template import engines
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observatory.kit.small_numbers import show_proportion
from observatory.ui.fields import DayInput
from observatory.ui.symbols import ICONS

COLOURS = (
    ("paper", "#fbf8f2", _("Le fond de la page")),
    ("sheet", "#ffffff", _("Ce qui est posé dessus")),
    ("ink", "#1d1b18", _("Le texte et les traits forts")),
    ("soft", "#5b554c", _("Les légendes")),
    ("line", "#d9d0c1", _("Les séparations")),
    ("edge", "#857b6c", _("Le bord de ce qui se touche")),
    ("brick", "#a3291c", _("Le seul accent : agir, corriger")),
    ("gold", "#f2b632", _("Constaté sur place, focus")),
    ("teal", "#155e63", _("Liens, ce qu’on nous a dit")),
)
SIZES = ("s4", "s3", "s2", "s1", "small")

EMPTY, ONE, MANY = _("vide"), _("un"), _("plusieurs")
TOO_MANY, LONG, RTL = _("trop"), _("mots longs"), _("de droite à gauche")
ERROR, DISABLED, PLAIN = _("erreur"), _("désactivé"), _("normal")

LONG_WORDS = (
    "Rechtsbijstandsverzekeringsmaatschappij et "
    "anticonstitutionnellement-administrativement-inaccessible"
)
ARABIC = "مرحبا بكم في مكتب الاستقبال"


@dataclass(frozen=True)
class Sample:
    """One component in one state: `source` is rendered with `context`."""

    component: str
    state: str | Promise
    source: str
    context: dict[str, Any] = field(default_factory=dict)
    direction: str = ""

    def render(self) -> str:
        return _compile(self.source).render(self.context)


@cache
def _compile(source: str) -> Any:
    return engines["django"].from_string(source)


SERVICES = [
    ("Commune", [("S01", "Population, carte d’identité"), ("S04", "École et crèche")]),
    ("Argent", [("S05", "CPAS"), ("S20", "Impôts"), ("S21", "Pension")]),
    ("", [("S99", "Je ne sais pas")]),
]
SERVICE_ICONS = {
    "Commune": "town-hall",
    "S01": "person",
    "S04": "school",
    "S05": "social",
    "S20": "tax",
    "S21": "pension",
    "S99": "unknown",
}


class SampleForm(forms.Form):
    """One field of each kind that pages use."""

    use_required_attribute = False

    name = forms.CharField(label="Votre prénom", max_length=60, required=False)
    email = forms.EmailField(label="Adresse e-mail", help_text="Pour vous répondre, rien d’autre.")
    words = forms.CharField(
        label="Racontez avec vos mots",
        help_text="Sans nom de personne, sans numéro de dossier.",
        max_length=120,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    place = forms.ChoiceField(
        label="Commune", choices=[("", "Choisir"), ("21015", "Schaerbeek"), ("21012", "Molenbeek")]
    )
    day = forms.DateField(label="Quel jour", widget=DayInput, required=False)
    agreed = forms.BooleanField(
        label="Oui, vous pouvez compter mon problème",
        help_text="Sans cet accord, rien n’est gardé.",
    )
    told = forms.ChoiceField(
        label="L’avez-vous déjà dit au service",
        choices=[("yes", "Oui"), ("no", "Non"), ("unknown", "Je ne sais plus")],
        widget=forms.RadioSelect,
    )
    obstacles = forms.MultipleChoiceField(
        label="Qu’est-ce qui vous a bloqué",
        help_text="Vous pouvez cocher plusieurs réponses.",
        choices=[
            ("P05", "Rendez-vous seulement par internet"),
            ("P21", "Personne ne répond au téléphone"),
            ("P99", "Je ne sais pas comment l’appeler"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    service = forms.ChoiceField(label="Quel service", choices=SERVICES, widget=forms.RadioSelect)
    photo = forms.FileField(
        label="Photo de l’avis ou de la lettre",
        help_text="La date et le lieu cachés dans la photo sont effacés à l’arrivée.",
        required=False,
    )
    password = forms.CharField(label="Mot de passe", widget=forms.PasswordInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].icons = SERVICE_ICONS  # type: ignore[attr-defined]
        self.fields["obstacles"].hints = {  # type: ignore[attr-defined]
            "P05": "Ou seulement avec un code QR."
        }


def _form(prefix: str, **data: Any) -> SampleForm:
    """Return the form as typed (`data`), or empty; each has identifiers of its own."""
    sent = {f"{prefix}-{name}": value for name, value in data.items()}
    return SampleForm(sent or None, prefix=prefix)


def _disabled(prefix: str) -> SampleForm:
    form = _form(prefix)
    for shown in form.fields.values():
        shown.disabled = True
    return form


def _buttons() -> Iterator[Sample]:
    for kind, label in (
        ("primary", "Raconter mon problème"),
        ("secondary", "Retour"),
        ("quiet", "Tout effacer"),
        ("danger", "Retirer mon signalement"),
    ):
        yield Sample("button", kind, f'{{% put "button" label="{label}" kind="{kind}" %}}')
    yield Sample("button", _("lien"), '{% put "button" label="Suivre" href="#main" icon="arrow" %}')
    yield Sample("button", LONG, '{% put "button" label=words %}', {"words": LONG_WORDS})
    yield Sample(
        "button", RTL, '{% put "button" label=words icon="phone" %}', {"words": ARABIC}, "rtl"
    )


def _fields() -> Iterator[Sample]:
    wrong = {"name": "x" * 61, "email": "fatima", "words": "mot " * 40, "day": "hier"}
    for name in SampleForm.base_fields:
        source = f'{{% put "field" field=form.{name} %}}'
        yield Sample("field", f"{name}, {EMPTY}", source, {"form": _form("empty")})
        yield Sample("field", f"{name}, {ERROR}", source, {"form": _form("wrong", **wrong)})
        yield Sample("field", f"{name}, {DISABLED}", source, {"form": _disabled("off")})
    yield Sample(
        "field",
        LONG,
        '{% put "field" field=form.words %}',
        {"form": _form("long", words=LONG_WORDS)},
    )
    yield Sample(
        "field",
        RTL,
        '{% put "field" field=form.name %}',
        {"form": _form("rtl", name=ARABIC)},
        "rtl",
    )


def _choices() -> Iterator[Sample]:
    source = '{% put "choices" field=form.service %}'
    yield Sample("choices", PLAIN, source, {"form": _form("pictures", service="S21")})
    yield Sample("choices", ERROR, source, {"form": _form("nothing", service="S00")})
    bare = _form("bare")
    bare.fields["told"].choices = []  # type: ignore[attr-defined]
    yield Sample("choices", EMPTY, '{% put "choices" field=form.told %}', {"form": bare})
    one = _form("one")
    one.fields["told"].choices = [("yes", "Oui")]  # type: ignore[attr-defined]
    yield Sample("choices", ONE, '{% put "choices" field=form.told %}', {"form": one})
    long = _form("longer")
    long.fields["told"].choices = [("yes", LONG_WORDS), ("no", LONG_WORDS)]  # type: ignore[attr-defined]
    yield Sample("choices", LONG, '{% put "choices" field=form.told %}', {"form": long})


def _summaries() -> Iterator[Sample]:
    source = '{% put "error_summary" form=form focus=False %}'
    one = _form("s1", email="a@example.org", place="21015", agreed="on", told="yes")
    one.fields = {"email": one.fields["email"], "told": one.fields["told"]}
    one.add_error("told", "Choisissez une réponse.")
    yield Sample("error_summary", ONE, source, {"form": one})
    yield Sample("error_summary", MANY, source, {"form": _form("s2", email="fatima")})
    yield Sample("error_summary", EMPTY, source, {"form": _form("s3")})


def _events(count: int) -> list[dict[str, Any]]:
    events = [
        {"on": date(2026, 2, 9), "title": "Premier signalement", "text": "", "href": ""},
        {
            "on": date(2026, 3, 12),
            "title": "La commune est prévenue",
            "text": "Lettre envoyée au collège.",
            "href": "#main",
        },
        {"on": "en attente", "title": "Pas encore de réponse", "text": "", "href": ""},
    ]
    return (events * 4)[:count]


def _blocks() -> Iterator[Sample]:
    for kind in ("info", "success", "warning", "error"):
        source = f'{{% component "notice" kind="{kind}" title="Gardez ce numéro" %}}<p>Il sert à suivre votre signalement.</p>{{% endcomponent %}}'
        yield Sample("notice", kind, source)
    yield Sample(
        "notice",
        LONG,
        '{% component "notice" %}<p>{{ words }}</p>{% endcomponent %}',
        {"words": LONG_WORDS},
    )
    yield Sample(
        "notice",
        RTL,
        '{% component "notice" title=words %}<p>{{ words }}</p>{% endcomponent %}',
        {"words": ARABIC},
        "rtl",
    )
    for accent, title in (
        ("", "Sans accent"),
        ("reports", "Ce qu’on nous a dit"),
        ("observations", "Ce qu’on a constaté"),
        ("facts", "Ce qui est affiché"),
    ):
        source = f'{{% component "card" title="{title}" accent="{accent}" %}}<p>Du texte court.</p>{{% endcomponent %}}'
        yield Sample("card", accent or PLAIN, source)
    yield Sample(
        "card",
        _("lien"),
        '{% component "card" title="Guichet fermé" href="#main" %}<p>Toute la carte se touche.</p>{% endcomponent %}',
    )
    yield Sample(
        "card",
        LONG,
        '{% component "card" title=words %}<p>{{ words }}</p>{% endcomponent %}',
        {"words": LONG_WORDS},
    )
    yield Sample(
        "figure",
        PLAIN,
        '{% put "figure" value="7 sur 10" label="appels sans réponse humaine" dates="Mars 2026" caption="Chiffre inventé pour ce guide. Trois essais de cinq minutes." %}',
    )
    yield Sample(
        "figure",
        EMPTY,
        '{% put "figure" value="Pas encore connu" label="heures de guichet par semaine" %}',
    )
    for state, successes, total in (
        (EMPTY, 0, 0),
        ("n < 3", 1, 2),
        ("n 3-9", 2, 3),
        ("n 10-29", 7, 10),
        ("n ≥ 30", 217, 302),
    ):
        share = show_proportion(successes, total)
        yield Sample("proportion", state, '{% put "proportion" share=share %}', {"share": share})
    yield Sample("empty", PLAIN, '{% put "empty" title="Rien n’est encore publié ici" %}')
    yield Sample(
        "empty",
        _("lien"),
        '{% put "empty" title="Rien n’est encore publié ici" text="Peu de signalements ne veut pas dire peu de problèmes." href="#main" label="Raconter mon problème" %}',
    )


def _lists() -> Iterator[Sample]:
    for state, count in ((EMPTY, 0), (ONE, 1), (MANY, 3), (TOO_MANY, 9)):
        yield Sample(
            "timeline", state, '{% put "timeline" events=events %}', {"events": _events(count)}
        )
    yield Sample("tile_map", EMPTY, '{% put "tile_map" tiles=tiles %}', {"tiles": []})
    yield Sample("tile_map", ONE, '{% put "tile_map" tiles=tiles %}', {"tiles": TILES[:1]})
    yield Sample("tile_map", MANY, '{% put "tile_map" tiles=tiles %}', {"tiles": TILES})
    trail = [("Accueil", "#main"), ("Communes", "#main"), ("Schaerbeek", "")]
    for state, items in (
        (EMPTY, []),
        (ONE, trail[:1]),
        (MANY, trail),
        (LONG, [*trail[:2], (LONG_WORDS, "")]),
    ):
        yield Sample(
            "breadcrumb",
            state,
            '{% put "breadcrumb" items=items name=name %}',
            {"items": items, "name": f"Où suis-je, {len(items)} {state}"},
        )
    yield Sample("pager", EMPTY, '{% put "pager" %}')
    yield Sample("pager", ONE, '{% put "pager" older_href="#main" %}')
    yield Sample(
        "pager",
        MANY,
        '{% put "pager" newer_href="#main" older_href="#main" name="Autres pages des signalements" %}',
    )
    for state, done in ((EMPTY, 0), (ONE, 1), (MANY, 7), (TOO_MANY, 99)):
        yield Sample(
            "progress",
            state,
            '{% put "progress" done=done total=12 label=label %}',
            {"done": done, "label": f"Question {done} sur 12"},
        )
    headers = ["Commune", "Signalements", "Relevés"]
    rows = [["Schaerbeek", "47", "7"], ["Molenbeek-Saint-Jean", "12", "pas encore"]]
    source = '{% put "table" caption="Chiffres inventés pour ce guide" headers=headers rows=rows %}'
    yield Sample("table", EMPTY, source, {"headers": headers, "rows": []})
    yield Sample("table", ONE, source, {"headers": headers, "rows": rows[:1]})
    yield Sample("table", MANY, source, {"headers": headers, "rows": rows})
    wide = [f"Mois {n}" for n in range(1, 13)]
    yield Sample(
        "table",
        TOO_MANY,
        source,
        {"headers": ["Commune", *wide], "rows": [[LONG_WORDS, *"123456789012"]]},
    )
    yield Sample("icon", PLAIN, '{% put "icon" name="counter" %}')
    yield Sample("icon", _("avec un nom"), '{% put "icon" name="phone" label="Par téléphone" %}')


TILES = [
    {
        "column": c,
        "row": r,
        "label": label,
        "name": name,
        "href": "#main",
        "note": note,
        "level": level,
    }
    for c, r, label, name, note, level in (
        (2, 1, "1090", "Jette", "", 0),
        (3, 1, "1020", "Bruxelles-Ville", "12 relevés", 2),
        (4, 1, "1140", "Evere", "", 0),
        (2, 2, "1081", "Koekelberg", "", 0),
        (3, 2, "1080", "Molenbeek-Saint-Jean", "1 association", 1),
        (4, 2, "1030", "Schaerbeek", "7 relevés", 2),
        (5, 2, "1200", "Woluwe-Saint-Lambert", "", 0),
        (1, 2, "1082", "Berchem-Sainte-Agathe", "", 0),
        (4, 3, "1170", "Watermael-Boitsfort", "", 0),
    )
]


@cache
def all_samples() -> tuple[Sample, ...]:
    """Return every sample, grouped by component in the order of the page."""
    return (*_buttons(), *_fields(), *_choices(), *_summaries(), *_blocks(), *_lists())


def guide() -> dict[str, Any]:
    """Return what the page shows: tokens, symbols, and the samples of each component, rendered."""
    sections = [
        {
            "name": name,
            "samples": [
                {
                    "state": sample.state,
                    "source": sample.source,
                    "direction": sample.direction,
                    "html": sample.render(),
                }
                for sample in samples
            ],
        }
        for name, samples in groupby(all_samples(), key=lambda sample: sample.component)
    ]
    return {
        "colours": [{"name": name, "value": value, "use": use} for name, value, use in COLOURS],
        "sizes": SIZES,
        "icons": sorted(ICONS),
        "sections": sections,
    }
