"""What routing says, in sentences: a reason is a code, and its words are here.

A detail that is a mapping holds words by language (of a data file) and is read
in the language of the reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observatory.ui.dates import date_format
from observatory.vocabularies.models import in_language

SENTENCES: dict[str, str | Promise] = {
    # Why a body is competent.
    "covers": _("C’est de sa compétence : %(about)s."),
    "ground": _("Un des motifs donnés est de sa compétence : %(about)s."),
    "portal": _("Ce portail aide à trouver le bon ombudsman."),
    # Competent if so, which only a reader can tell.
    "brussels_energy": _(
        "S’il s’agit d’une coupure, d’un client protégé, du comptage ou de Sibelga."
    ),
    "complementary": _("S’il s’agit de l’assurance complémentaire ou des élections mutualistes."),
    "patient": _("S’il s’agit de la relation entre un patient et un professionnel des soins."),
    "french_community": _("Si le service dépend de la Fédération Wallonie-Bruxelles."),
    "flemish_community": _("Si le service dépend de la Communauté flamande."),
    # Why a body is not competent.
    "instead": _("Ce service a sa propre instance : %(body)s."),
    "elsewhere": _("Ce n’est pas dans la commune dont elle s’occupe (%(about)s)."),
    "no_ground": _("Aucun des motifs donnés n’est de sa compétence (%(about)s)."),
    "other_service": _("Ce service n’est pas de sa compétence (%(about)s)."),
    "no_complaints": _("Ne traite pas de plaintes ; peut recevoir des cas rendus anonymes."),
    # What is still missing.
    "told_service_on": _("Le service doit d’abord l’avoir appris."),
    "told_service_how": _("Le service doit l’avoir appris par écrit."),
    "waiting_days": _("Il faut attendre jusqu’au %(day)s."),
    "facts_age": _("C’est trop ancien : la limite était le %(day)s."),
    "identity": _("Une plainte anonyme n’est pas reçue."),
    "own_interest": _("Il faut agir dans son propre intérêt."),
    # What does not block, and is worth knowing.
    "may_refuse": _("Peut refuser, parce que c’est ancien : la limite était le %(day)s."),
    "better_told": _("Mieux vaut l’avoir d’abord dit au service, même si rien ne l’exige ici."),
    "health_consent": _("La personne doit accepter à part que l’on parle de santé ou de handicap."),
    "not_checked": _("Cette fiche n’a pas été vérifiée depuis un an : à vérifier avant l’envoi."),
}
# What `Scope.suppose` may say.
SUPPOSED = frozenset(
    {"brussels_energy", "complementary", "patient", "french_community", "flemish_community"}
)


@dataclass(frozen=True)
class Reason:
    """A code of `SENTENCES` with what its sentence needs; compared by both."""

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence in the active language."""
        return str(SENTENCES[self.code]) % {
            name: _shown(value) for name, value in self.details.items()
        }


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return in_language(dict(value))
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(value)


# What a case may rest on, in words (`records.GROUNDS`).
GROUND_WORDS: dict[str, Promise] = {
    "age": _("L’âge"),
    "disability": _("Un handicap"),
    "health": _("L’état de santé"),
    "social_condition": _("La condition sociale (aide sociale, sans logement…)"),
    "gender": _("Le sexe ou le genre"),
    "origin": _("L’origine ou la couleur de peau"),
    "nationality": _("La nationalité"),
    "wealth": _("La fortune (peu de moyens)"),
    "belief": _("La croyance ou la conviction"),
    "sexual_orientation": _("L’orientation sexuelle"),
    "civil_status": _("L’état civil"),
    "political_belief": _("La conviction politique"),
    "union_belief": _("La conviction syndicale"),
    "physical_trait": _("Une caractéristique physique"),
    "birth": _("La naissance"),
    "household": _("La composition du ménage"),
    "language": _("La langue"),
    "migration": _("Le droit de séjour"),
    "personal_data": _("Un mauvais usage de données personnelles"),
    "accessibility": _("L’accès d’un bâtiment ou d’un site"),
}
# What is asked when a case does not say enough (`cases.FIELDS`).
FIELD_WORDS: dict[str, Promise] = {
    "organization": _("quel organisme"),
    "service": _("quel service"),
    "territory_nis": _("dans quelle commune"),
    "postal_code": _("dans quelle commune"),
    "facts_on": _("quand c’est arrivé"),
    "told_service_on": _("quand le service l’a appris"),
    "told_service_how": _("comment le service l’a appris"),
    "anonymous": _("si la personne veut rester anonyme devant l’instance"),
    "own_interest": _("si la personne agit pour elle-même"),
    "grounds": _("si un motif que la loi protège est en jeu"),
}
STEP_WORDS: dict[str, Promise] = {
    "send": _("Envoyé"),
    "abandon": _("Abandonné avant l’envoi"),
    "acknowledge": _("L’instance écrit qu’elle l’a reçu"),
    "ask_more": _("L’instance demande plus d’informations"),
    "give_more": _("Les informations ont été données"),
    "admit": _("L’instance accepte de l’examiner"),
    "refuse": _("L’instance refuse de l’examiner"),
    "answer": _("L’instance répond"),
    "end": _("Terminé"),
}
# What the button of each step says.
STEP_BUTTONS: dict[str, Promise] = {
    "send": _("Noter l’envoi"),
    "abandon": _("Ne pas l’envoyer"),
    "acknowledge": _("Noter l’accusé de réception"),
    "ask_more": _("Noter une demande d’informations"),
    "give_more": _("Noter les informations données"),
    "admit": _("Noter que l’examen est accepté"),
    "refuse": _("Noter un refus d’examiner"),
    "answer": _("Noter une réponse"),
    "end": _("Terminer, avec le résultat"),
}
