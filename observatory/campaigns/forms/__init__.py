"""Forms of the team: a campaign, a demand, a step, an outcome."""

from .campaign import CampaignForm
from .parts import DemandForm, OutcomeForm, StepForm

__all__ = ["CampaignForm", "DemandForm", "OutcomeForm", "StepForm"]
