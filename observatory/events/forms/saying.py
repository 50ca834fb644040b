"""What the actions refuse, in words beside the field."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REASONS = {
    ("titles", "missing"): _("Donnez un titre."),
    ("ends_at", "too_early"): _(
        "La fin est avant le début. Si c’est après minuit, donnez aussi le jour de la fin."
    ),
    ("ends_at", "too_long"): _("C’est trop long : 31 jours au plus. Écrivez plusieurs dates."),
    ("links", "missing"): _("Donnez l’adresse de la page de ceux qui organisent."),
    ("takes_registrations", "not_ours"): _(
        "Pour un rendez-vous d’autres, on s’inscrit chez eux, pas ici."
    ),
    ("capacity", "not_asked"): _("Cochez d’abord que l’on peut s’inscrire."),
    ("capacity", "unknown"): _("Écrivez un nombre de 1 à 5000."),
    ("capacity", "below_taken"): _(
        "Plus de gens sont déjà inscrits. Donnez au moins autant de places."
    ),
    ("interpreted", "missing"): _("Dites dans quelles langues."),
    ("interpreted", "not_asked"): _("Dites aussi qu’il y a des interprètes."),
    ("place", "missing"): _("Dites où : un rendez-vous publié a un lieu."),
    ("phone", "missing"): _("Donnez un numéro : tout le monde n’a pas internet."),
    ("how_to_come", "missing"): _("Dites comment venir sans internet."),
    ("frequency", "fifth"): _(
        "Certains mois n’ont pas de cinquième fois. Choisissez « le dernier »."
    ),
    ("frequency", "not_last"): _(
        "La première date n’est pas la dernière fois de ce jour-là du mois."
    ),
    ("count", "one_of_two"): _("Dites combien de fois, ou jusqu’à quel jour : un des deux."),
    ("count", "too_many"): _("C’est trop : 60 dates au plus."),
    ("count", "too_few"): _("Il faut au moins deux dates."),
    ("until", "too_many"): _("C’est trop loin : 60 dates au plus."),
    ("until", "too_few"): _("Avec ce dernier jour, il n’y a pas deux dates."),
    ("came", "early"): _("Le rendez-vous n’a pas encore commencé."),
    ("came", "unknown"): _("Ce nombre n’est pas possible."),
    ("decided", "missing"): _("Écrivez au moins combien de personnes sont venues, ou une phrase."),
    ("name", "missing"): _("Écrivez un prénom, ou un nom."),
    ("people", "unknown"): _("Écrivez un nombre de 1 à 10."),
    ("agrees", "missing"): _("Pour nous dire un besoin, il faut cocher votre accord."),
}
# The field that shows what the actions call otherwise.
FIELDS = {
    "titles": "title",
    "texts": "text",
    "territory_id": "territory",
    "ends_at": "end",
    "starts_at": "start",
    "frequency": "repeat",
}


class Says(forms.Form):
    """A form that takes what an action refused."""

    def say(self, mistakes: dict[str, str]) -> None:
        """Put each mistake beside its field."""
        for field, reason in mistakes.items():
            words = REASONS.get((field, reason), gettext("Vérifiez cette réponse."))
            name = FIELDS.get(field, field)
            self.add_error(name if name in self.fields else None, str(words))


def said_mistakes(mistakes: dict[str, str]) -> list[str]:
    """Return mistakes as sentences, where there is no form."""
    words: list[Any] = [
        REASONS.get((field, reason), _("Vérifiez ce qui est écrit."))
        for field, reason in mistakes.items()
    ]
    return [str(one) for one in words]
