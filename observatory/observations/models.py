"""Rounds of observations: what is to be observed, by whom and when, and what was seen."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from observatory.places.models import Location, Territory
from observatory.questionnaires.models import QuestionnaireVersion

from .states import ObservationState, RoundState, SlotState

# The protocol (reading/domain.md, 2.2): a call is at most three attempts of five minutes of waiting.
MOST_ATTEMPTS = 3
LONGEST_WAIT = 300
# An answer of some four pages is published whole.
LONGEST_REPLY = 10_000
# What an authority in Brussels writes, and is written to, in.
LETTER_LANGUAGES = [("fr", "français"), ("nl", "Nederlands")]


class Kind(models.TextChoices):
    """How one observes: the channel of an observation, in the codes of the questionnaire."""

    VISIT = "visit", _("Visite")
    CALL = "call", _("Appel")
    LETTER = "letter", _("Lettre")
    READING = "reading", _("Lecture du site")


class Part(models.TextChoices):
    """When in the day: of a visit, then of a call."""

    OPENING = "opening", _("à l’ouverture")
    MIDDAY = "midday", _("vers midi")
    LAST_HOUR = "last_hour", _("dans la dernière heure")
    MORNING = "morning", _("le matin")
    AFTERNOON = "afternoon", _("l’après-midi")


class Intake(models.TextChoices):
    DESK = "desk", _("Saisie")
    STREET = "street", _("Téléphone, dans la rue")
    PHONE = "phone", _("Ligne téléphonique")
    ODK = "odk", _("ODK Collect")
    PAPER = "paper", _("Papier")


class Oddity(models.TextChoices):
    """What is asked about before an observation is kept."""

    HOLIDAY = "holiday", _("C’est un jour férié.")
    CLOSED = "closed", _("Selon les faits officiels, ce guichet n’a plus d’heures d’ouverture.")
    OUTSIDE_HOURS = "outside_hours", _("Selon les faits officiels, c’est fermé à ce moment-là.")
    OUTSIDE_PERIOD = "outside_period", _("Cette date n’est pas dans la période de la campagne.")


class Outcome(models.TextChoices):
    """How an attempt to call ended."""

    ANSWERED = "answered", _("Une personne a répondu")
    NO_ANSWER = "no_answer", _("Personne, après 5 minutes")
    MACHINE = "machine", _("Une machine, puis plus rien")
    BUSY = "busy", _("Occupé")
    CUT = "cut", _("Coupé")


class Round(models.Model):
    """The observations of one territory in one period with one version of the grid."""

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="rounds")
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=14, choices=RoundState.choices, default=RoundState.PLANNED)
    locations = models.ManyToManyField(Location, through="RoundLocation", related_name="rounds")
    # What was missing when it was closed, published with the figures: codes and
    # numbers only, as `planning.missing_of` gives them.
    caveat = models.JSONField(default=list, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Grows with each change of the round or of its plan: who changes it says which one was read.
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="observations_round_period"
            ),
            models.UniqueConstraint(
                fields=["territory", "starts_on"], name="observations_round_once"
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.pk}"

    @property
    def subject(self) -> str:
        """The name of this round in the journal."""
        return f"round:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Tell whether observations come in now."""
        return self.state == RoundState.OPEN

    @property
    def is_planned_for(self) -> bool:
        """Tell whether visits may still be planned."""
        return self.state in {RoundState.PLANNED, RoundState.OPEN}


class RoundLocation(models.Model):
    """A location that is in a round, with the one scenario that is tried there."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="points")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    # A code of the question `scenario` of the round's version: T1 to T6.
    scenario = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "location"], name="observations_location_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.location_id} in {self.round_id}"


class Slot(models.Model):
    """One visit, call, letter or reading to be made; someone may be asked to make it."""

    # The UID of the event in calendars.
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="slots")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    scenario = models.CharField(max_length=10)
    due_on = models.DateField()
    part = models.CharField(max_length=9, choices=Part.choices, blank=True)
    # When to be there, if the hours are known.
    starts_at = models.TimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="observation_slots",
    )
    # The first appointment is asked here, and the same day by the two other ways.
    reads_appointment = models.BooleanField(default=False)
    # The same visit observed by a second person, who does not speak with the first: its twin.
    is_double = models.BooleanField(default=False)
    twin = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="double"
    )
    state = models.CharField(max_length=8, choices=SlotState.choices, default=SlotState.PLANNED)
    # The SEQUENCE of the event in calendars.
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_double=True, twin__isnull=False)
                | Q(is_double=False, twin__isnull=True),
                name="observations_double_has_twin",
            ),
            # Two people who plan at the same moment do not plan a visit twice.
            models.UniqueConstraint(
                fields=["round", "location", "kind", "due_on", "part"],
                condition=Q(state=SlotState.PLANNED, is_double=False) & ~Q(kind=Kind.CALL),
                name="observations_slot_once",
            ),
            # The call that asks for an appointment may be one more in its half-day.
            models.UniqueConstraint(
                fields=["round", "location", "due_on", "part", "reads_appointment"],
                condition=Q(state=SlotState.PLANNED, kind=Kind.CALL),
                name="observations_call_once",
            ),
        ]
        indexes = [
            models.Index(fields=["assigned_to", "state", "due_on"], name="observations_mine")
        ]

    def __str__(self) -> str:
        return f"slot {self.pk}"

    @property
    def subject(self) -> str:
        """The name of this slot in the journal."""
        return f"slot:{self.pk}"


class ObservationQuerySet(models.QuerySet):
    def kept(self) -> "ObservationQuerySet":
        """Leave out what was set aside."""
        return self.filter(state=ObservationState.KEPT)


class Observation(models.Model):
    """What one person saw or heard at one location, on one channel, in one scenario."""

    # Made where it is written down: what is sent twice is one observation.
    uuid = models.UUIDField(unique=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="observations")
    slot = models.OneToOneField(
        Slot, null=True, blank=True, on_delete=models.SET_NULL, related_name="observation"
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="observations")
    scenario = models.CharField(max_length=10)
    channel = models.CharField(max_length=7, choices=Kind.choices)
    observer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observations"
    )
    observed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    # The grid it was made with: a newer version never recomputes it.
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    intake = models.CharField(max_length=6, choices=Intake.choices)
    # Codes of `Oddity` that were asked about and confirmed.
    confirmed = models.JSONField(default=list, blank=True)
    state = models.CharField(
        max_length=9, choices=ObservationState.choices, default=ObservationState.KEPT
    )
    is_demo = models.BooleanField(default=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["round", "location"], name="observations_by_place"),
            models.Index(fields=["territory", "observed_at"], name="observations_by_date"),
        ]

    def __str__(self) -> str:
        return f"observation {self.uuid}"

    @property
    def subject(self) -> str:
        """The name of this observation in the journal."""
        return f"observation:{self.uuid}"


class Attempt(models.Model):
    """One attempt of a call: when, how long one waited, how it ended."""

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField()
    waited_seconds = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["observation", "number"], name="observations_attempt_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_ATTEMPTS),
                name="observations_three_attempts",
            ),
            models.CheckConstraint(
                condition=Q(waited_seconds__lte=LONGEST_WAIT), name="observations_five_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.observation_id}"


class ObserverFeed(models.Model):
    """The secret address at which one person's calendar reads what they are asked; only a keyed hash is stored."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="observer_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"observations of {self.user_id}"


class Way(models.TextChoices):
    """How something came to the authority, or from it."""

    LETTER = "letter", _("par la poste")
    EMAIL = "email", _("par e-mail")
    HAND = "hand", _("en main propre")
    LINK = "link", _("par le lien")


class Hearing(models.Model):
    """The right of reply of the authority on one round: whom we wrote to, until when it may answer."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="hearing")
    # An organization, never a person, as who coordinates typed it.
    body_name = models.CharField(max_length=200)
    address = models.TextField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, choices=LETTER_LANGUAGES)
    way = models.CharField(max_length=6, choices=Way.choices)
    sent_on = models.DateField()
    # The last day: fifteen working days after `sent_on`.
    due_on = models.DateField()
    # Keyed hashes of the two ways in, the link and the twelve digits; erased 30 days after publication.
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    # When the link was opened last: a program that reads e-mail may have done it.
    opened_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=F("sent_on")), name="observations_hearing_term"
            ),
            models.CheckConstraint(condition=~Q(way=Way.LINK), name="observations_hearing_is_sent"),
        ]

    def __str__(self) -> str:
        return f"hearing on {self.round_id}"


class Reply(models.Model):
    """What the authority answered, in its own words. The newest counts; it replaces the former."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="replies")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=LONGEST_REPLY)
    language = models.CharField(max_length=2, choices=LETTER_LANGUAGES)
    # A function in the body ("le collège", "le service Population"); a name is not asked.
    signed_as = models.CharField(max_length=200)
    way = models.CharField(max_length=6, choices=Way.choices)
    # The day it came: of a letter, not the day on which it was typed.
    came_on = models.DateField()
    replied_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hearing", "number"], name="observations_reply_once"),
        ]

    def __str__(self) -> str:
        return f"reply {self.number} of {self.hearing_id}"


class CollectAddress(models.Model):
    """The secret address at which one person's ODK Collect reads forms and sends; only a keyed hash is stored."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="collect_address"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ODK Collect of {self.user_id}"
