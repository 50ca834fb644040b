"""What goes to a body: the dossier and the first letter, as data and as tagged PDF."""

from .content import Dossier, dossier_of, fingerprint
from .export import export_of
from .first_letter import first_letter
from .letter import document_of
from .typesetting import typeset

__all__ = [
    "Dossier",
    "document_of",
    "dossier_of",
    "export_of",
    "fingerprint",
    "first_letter",
    "typeset",
]
