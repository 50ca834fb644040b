"""The themes of critique: one list for campaigns, documents, meetings and events."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """What the critique of compulsory digital services bears on."""

    SOCIAL = "social"
    ENVIRONMENTAL = "environmental"
    DEMOCRATIC = "democratic"


THEMES: dict[str, Promise] = {
    Theme.SOCIAL: _("Critique sociale"),
    Theme.ENVIRONMENTAL: _("Critique environnementale"),
    Theme.DEMOCRATIC: _("Critique démocratique"),
}
