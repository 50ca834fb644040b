"""What people type about cases and dossiers."""

from .case import CaseForm
from .dossier import DossierForm, ItemsForm
from .steps import StepForm

__all__ = ["CaseForm", "DossierForm", "ItemsForm", "StepForm"]
