"""What an action refuses, in words."""

from django.utils.translation import gettext_lazy

REFUSALS = {
    "name_taken": gettext_lazy("Une association porte déjà ce nom."),
    "no_territory": gettext_lazy(
        "Cette association n’a pas de commune où vous pouvez inviter des relais. "
        "Demandez à la coordination."
    ),
    "unknown_territory": gettext_lazy("Cette commune n’est pas connue ici."),
    "invited_by_other": gettext_lazy(
        "Quelqu’un d’autre a déjà invité cette personne. Sa réponse est attendue."
    ),
    "member": gettext_lazy("Cette personne est déjà membre."),
    "changed": gettext_lazy(
        "Quelqu’un a changé cette page pendant ce temps. Relisez-la, puis recommencez."
    ),
    "ended": gettext_lazy("C’est déjà terminé."),
    "invitation_over": gettext_lazy("Cette invitation n’attend plus de réponse."),
    "no_reason": gettext_lazy("Dites pourquoi vous avez besoin de ce contact."),
    "no_contact": gettext_lazy("Il n’y a pas de contact à confirmer."),
    "no_one_to_visit": gettext_lazy("Choisissez une association, ou écrivez son nom."),
    "not_yet": gettext_lazy("Cette visite n’a pas encore eu lieu."),
    "no_day": gettext_lazy("Donnez aussi une date."),
    "no_step": gettext_lazy("Dites aussi ce qu’il faut faire."),
}

PAPER_REFUSALS = {
    "empty": gettext_lazy("Ce fichier est vide. Choisissez-en un autre."),
    "format": gettext_lazy("Envoyez un PDF ou une photo (JPEG, PNG, WebP ou HEIC)."),
    "locked": gettext_lazy("Ce PDF demande un mot de passe. Enregistrez-le sans mot de passe."),
    "too_long": gettext_lazy("Ce PDF a plus de 20 pages. Envoyez seulement l’accord signé."),
    "too_large": gettext_lazy("Cette page est trop grande pour être lue. Photographiez-la."),
    "broken": gettext_lazy("Ce fichier est abîmé : nous n’arrivons pas à le lire."),
}
