"""Forms of associations and of the tour."""

from .details import AssociationForm, InviteMemberForm
from .papers import AgreementForm, ContactForm, ReasonForm
from .refusals import PAPER_REFUSALS, REFUSALS
from .tour import RecordForm, VisitForm

__all__ = [
    "PAPER_REFUSALS",
    "REFUSALS",
    "AgreementForm",
    "AssociationForm",
    "ContactForm",
    "InviteMemberForm",
    "ReasonForm",
    "RecordForm",
    "VisitForm",
]
