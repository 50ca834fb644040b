"""The forms of promises."""

from .fields import ReasonForm, TakeBackForm, as_spoken
from .promise import PromiseForm, PromiseLinksForm
from .public import AcceptForm, EnteredProposalForm, ProposalForm, RefuseForm
from .replies import CopyFileForm, CopyForm, ReplyForm
from .updates import (
    FactCorrectionForm,
    PromiseCorrectionForm,
    ReplyCorrectionForm,
    UpdateCorrectionForm,
    UpdateForm,
)

__all__ = [
    "AcceptForm",
    "CopyFileForm",
    "CopyForm",
    "EnteredProposalForm",
    "FactCorrectionForm",
    "PromiseCorrectionForm",
    "PromiseForm",
    "PromiseLinksForm",
    "ProposalForm",
    "ReasonForm",
    "RefuseForm",
    "ReplyCorrectionForm",
    "ReplyForm",
    "TakeBackForm",
    "UpdateCorrectionForm",
    "UpdateForm",
    "as_spoken",
]
