"""Why a file or a page stands where it stands, in a sentence, and what to do then.

Codes are what the rows keep; one that is not known here (a reader that grew) is
said in general words rather than not at all.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observatory.paper.states import ScanState, UploadState


@dataclass(frozen=True)
class Words:
    """What is the matter, and what one does about it."""

    what: Promise | str
    then: Promise | str = ""


FILE_STATES: dict[str, Promise] = {
    UploadState.RECEIVING: _("Pas encore arrivé en entier"),
    UploadState.STORED: _("En sûreté, lecture en cours"),
    UploadState.READ: _("Lu"),
    UploadState.REFUSED: _("Pas pris"),
}
FILE_READ_IN_PART = _("Lu en partie")
FILE_REASONS: dict[str, Words] = {
    "empty": Words(_("Ce fichier est vide."), _("Numérisez encore une fois, et envoyez-le.")),
    "kind": Words(
        _("Ce n’est ni un PDF ni une image."),
        _("Envoyez un PDF, ou des photos JPEG, PNG, TIFF ou HEIC."),
    ),
    "not_a_picture": Words(
        _("Ce n’est ni un PDF ni une image, malgré son nom."),
        _("Envoyez un PDF, ou des photos JPEG, PNG, TIFF ou HEIC."),
    ),
    "known": Words(_("Ce fichier était déjà là."), _("Rien n’est compté deux fois.")),
    "lost": Words(
        _("Une partie de ce fichier n’a pas pu être gardée."), _("Envoyez-le encore une fois.")
    ),
    "locked": Words(
        _("Ce PDF est protégé par un mot de passe."),
        _("Enregistrez-le sans mot de passe, puis envoyez-le."),
    ),
    "never_read": Words(
        _("La pile a été clôturée avant la lecture de ce fichier : il est détruit."),
        _("Si ses feuilles manquent, rouvrez la pile et numérisez-les encore une fois."),
    ),
    "broken": Words(
        _("Ce fichier est abîmé."),
        _("Numérisez encore une fois, ou enregistrez-le à nouveau, puis envoyez-le."),
    ),
    "too_many_pages": Words(
        _("Ce PDF a trop de pages : mille au plus."),
        _("Coupez-le en plusieurs fichiers, puis envoyez-les."),
    ),
    "too_large": Words(
        _("Ce fichier prend trop de place une fois ouvert."),
        _("Numérisez en gris à 200 ou 300 dpi, en plusieurs fichiers."),
    ),
}
_FILE_UNKNOWN = Words(
    _("Ce fichier ne peut pas être lu."), _("Numérisez encore une fois, et envoyez-le.")
)

SCAN_STATES: dict[str, Promise] = {
    ScanState.WAITING: _("À lire"),
    ScanState.READ: _("Lues, rien à demander"),
    ScanState.DOUBTFUL: _("À regarder par une personne"),
    ScanState.CORRECTED: _("Regardées"),
    ScanState.ACCEPTED: _("Gardées"),
    ScanState.REFUSED: _("Pas d’accord pour compter : rien n’est gardé"),
    ScanState.DUPLICATE: _("Doubles"),
    ScanState.FOREIGN: _("Pas à nous"),
    ScanState.UNREADABLE: _("Illisibles"),
    ScanState.SET_ASIDE: _("Mises de côté"),
}
# A page that says nothing is read again as the form and page that a person names.
_NAME_IT = _("Regardez l’image : si c’est une de nos feuilles, dites laquelle.")
_ONCE = _("Rien n’est compté deux fois.")
_AGAIN = _("Numérisez la feuille encore une fois, ou saisissez-la à la main.")
PAGE_REASONS: dict[str, Words] = {
    "no_marks": Words(_("On n’y trouve ni coins ni code d’une de nos feuilles."), _NAME_IT),
    "few_marks": Words(
        _("Il manque plus d’un coin de la page."),
        _("Comparez l’image et ce qui est lu, question par question."),
    ),
    "no_code": Words(
        _("Le code de la page est caché ou abîmé."),
        _("Dites quelle feuille c’est : elle sera lue."),
    ),
    "half_sheet": Words(_("Il manque une partie de la page."), _AGAIN),
    "low_resolution": Words(
        _("L’image est trop petite pour être lue."), _("Numérisez en gris, à 200 ou 300 dpi.")
    ),
    "pale": Words(
        _("L’image est trop pâle."), _("Numérisez la feuille elle-même, sans l’éclaircir.")
    ),
    "two_sheets": Words(
        _("Deux feuilles sont l’une sur l’autre."), _("Numérisez-les l’une après l’autre.")
    ),
    "too_large": Words(
        _("L’image est trop grande pour être ouverte."), _("Numérisez en gris, à 200 ou 300 dpi.")
    ),
    "broken": Words(_("Cette page fait échouer la lecture."), _AGAIN),
    "named_in_vain": Words(
        _("La page ne se lit pas comme la feuille que vous avez dite."),
        _("Dites-en une autre, ou saisissez la feuille à la main."),
    ),
    "foreign_code": Words(_("Le code de cette page n’est pas un des nôtres."), _NAME_IT),
    "seal": Words(
        _("Le code n’est pas celui de cet observatoire."),
        _("La feuille vient d’ailleurs, ou son code est recopié. Rendez-la à qui l’a imprimée."),
    ),
    "unknown_form": Words(
        _("Ce formulaire n’existe plus ici, ou pas dans cette langue."),
        _("Si vous savez lequel c’est, dites-le ; sinon, saisissez la feuille à la main."),
    ),
    "no_target": Words(
        _("Cette sorte de feuille ne se dépouille pas encore ici."), _("Gardez-la de côté.")
    ),
    "tear_off": Words(
        _("C’est la partie à détacher, avec le nom et l’adresse."),
        _("Elle ne reste pas avec l’histoire. Saisissez le contact à part, puis détruisez-la."),
    ),
    "blank": Words(_("C’est une page blanche."), _("Il n’y a rien à faire.")),
    "mirrored": Words(
        _("La page se voit comme dans un miroir."),
        _("Elle est lue quand même. Regardez si l’image est bien celle de la feuille."),
    ),
    "bilevel": Words(
        _("L’image est en noir et blanc : le crayon y est effacé."),
        _("Si la feuille est au crayon, numérisez-la encore une fois, en gris."),
    ),
    "by_hand": Words(_("Quelqu’un l’a mise de côté."), ""),
    "late": Words(
        _("Sa feuille est déjà gardée, sans cette page."),
        _("Si elle change quelque chose, dites-le à la modération."),
    ),
    "too_old": Words(_("Personne ne s’en est occupé à temps : son contenu est détruit."), ""),
    "same_picture": Words(_("C’est la même image qu’une autre page."), _ONCE),
    "same_serial": Words(_("C’est la même feuille, numérisée deux fois."), _ONCE),
    "same_sheet": Words(_("Quelqu’un a dit que c’est la même feuille."), ""),
    "elsewhere": Words(
        _("Cette feuille est déjà dans une autre pile."), _("Elle n’est pas comptée ici.")
    ),
    "withdrawn": Words(
        _("La personne a retiré ce signalement avec son code."), _("Détruisez la feuille.")
    ),
}
_PAGE_UNKNOWN = Words(_("Cette page n’a pas pu être lue."), _AGAIN)
_NOTHING = Words("")

# What a person is asked about a whole page, or about an answer.
DOUBT_REASONS: dict[str, Words] = {
    "few_marks": PAGE_REASONS["few_marks"],
    "half_sheet": Words(
        _("La page est coupée : une partie de la réponse peut manquer."),
        _("Si elle manque, numérisez la feuille encore une fois."),
    ),
    "low_resolution": Words(
        _("L’image est trop petite pour être lue avec certitude."),
        _("Si vous n’y voyez pas bien non plus, numérisez en gris, à 200 ou 300 dpi."),
    ),
    "pale": Words(
        _("L’image est trop pâle pour être lue avec certitude."),
        _("Si vous n’y voyez pas bien non plus, numérisez la feuille elle-même."),
    ),
    "two_sheets": PAGE_REASONS["two_sheets"],
    "photocopied": Words(
        _("Deux feuilles ont le même code, avec d’autres croix."),
        _("Regardez les deux images : est-ce la même personne ?"),
    ),
    "alike": Words(
        _("Deux pages se ressemblent beaucoup."),
        _("Regardez les deux images : est-ce la même feuille ?"),
    ),
    "pair": Words(
        _("Ces deux pages se suivent dans le fichier."),
        _("Vont-elles ensemble, de la même personne ?"),
    ),
    "missing_side": Words(
        _("Il manque une page de cette feuille."),
        _("Numérisez-la et envoyez-la. Si elle n’existe plus, continuez sans elle."),
    ),
    "fills_boxes": Words(
        _("Cette personne noircit les cases au lieu de les cocher."),
        _("Une case noircie veut-elle dire oui ?"),
    ),
    "empty_sheet": Words(_("La lecture ne voit rien sur cette feuille."), _("Est-elle vide ?")),
    "keyed": Words(
        _("Cette feuille ressemble à un signalement déjà gardé."), _("Est-ce le même ?")
    ),
    "missing": Words(_("Il faut une réponse ici, et la lecture n’en voit pas.")),
    "needs": Words(_("Une autre réponse dépend de celle-ci.")),
    "refused": Words(
        _("La lecture ne voit pas de oui."),
        _("Sans oui, rien de la feuille n’est gardé. Regardez bien."),
    ),
    "wrong": Words(_("Cette réponse ne peut pas être gardée ainsi.")),
    "looked_again": Words(
        _("Quelqu’un a vu que cette réponse est mal lue."), _("Regardez la feuille.")
    ),
    "seen_better": Words(
        _("Une meilleure image de la page montre autre chose que la réponse donnée."),
        _("Regardez encore une fois : la réponse d’avant ne compte plus."),
    ),
    "two_crosses": Words(
        _("Plusieurs cases sont cochées, une seule est possible."),
        _("Choisissez celle que la personne a voulue ; si rien ne le dit, aucune."),
    ),
    "filled_alone": Words(
        _("Une case est noircie, et aucune n’est cochée."),
        _("D’après la feuille, elle est annulée. Le reste de la page dit-il autre chose ?"),
    ),
    "filled_in_multiple": Words(
        _("La case est noircie."), _("Si c’est pour l’annuler, elle est vide ; sinon, cochée.")
    ),
    "dense": Words(
        _("La case est presque noircie."),
        _("Une croix bien appuyée la coche ; un gribouillage l’annule."),
    ),
    "faint": Words(
        _("La marque est trop pâle pour en être sûr."),
        _("Un trait de crayon compte ; une tache, non."),
    ),
    "line": Words(
        _("Un trait ou un pli traverse la case."),
        _("Seul compte ce que la personne a voulu cocher."),
    ),
    "beside": Words(
        _("Quelque chose est écrit au bord de la case."),
        _("Si cela vise cette case, elle est cochée."),
    ),
    "no_outline": Words(
        _("La case se voit mal."), _("Si l’image ne suffit pas, regardez la page entière.")
    ),
}


def file_words(state: str, reason: str) -> Promise | str:
    """Return what became of a file, in words."""
    if state == UploadState.REFUSED:
        return FILE_REASONS.get(reason, _FILE_UNKNOWN).what
    if state == UploadState.READ and reason:
        return FILE_READ_IN_PART
    return FILE_STATES[state]


def file_problem(state: str, reason: str) -> Promise | str:
    """Return why a file was read in part; "" for the others."""
    is_part = state == UploadState.READ and reason
    return FILE_REASONS.get(reason, _FILE_UNKNOWN).what if is_part else ""


def file_advice(reason: str) -> Promise | str:
    """Return what to do about a file that was refused, or read in part; "" without a reason."""
    return FILE_REASONS.get(reason, _FILE_UNKNOWN).then if reason else ""


def page_words(reason: str) -> Words:
    """Return why a page stands apart, and what to do about it; nothing of one that does not."""
    if not reason:
        return _NOTHING
    return PAGE_REASONS.get(reason, _PAGE_UNKNOWN)


def reading_words(reason: str, *, is_file: bool = False) -> Words:
    """Return what is said of a reason of the reader, of a whole file or of a page and its boxes."""
    if is_file:
        return FILE_REASONS.get(reason, _FILE_UNKNOWN)
    return PAGE_REASONS.get(reason) or DOUBT_REASONS.get(reason, _PAGE_UNKNOWN)


def doubt_words(reason: str) -> Words | None:
    """Return why something is asked; None when there is nothing to say of it."""
    return DOUBT_REASONS.get(reason)
