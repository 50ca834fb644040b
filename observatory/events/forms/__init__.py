"""Forms: an event, its closing report, a registration, a code."""

from .closing import ClosingForm
from .event import EventForm
from .joining import CodeForm, RegistrationForm

__all__ = ["ClosingForm", "CodeForm", "EventForm", "RegistrationForm"]
