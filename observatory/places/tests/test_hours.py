"""Opening hours: what they make in a week, and how people read them."""

import pytest
from django.utils.translation import override

from observatory.places.hours import HoursError, weekly_minutes
from observatory.places.wording import hours_in_lines, hours_in_words, minutes_in_words


def said(hours, language="fr"):
    """The words with plain spaces, as one reads them aloud."""
    with override(language):
        return hours_in_words(hours).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [
        ("", 0),
        ("off", 0),
        ("Mo-Fr 06:15-20:00; Sa-Su 06:15-20:30", 5835),
        ("Mo-Fr 09:00-12:00,13:00-17:00", 2100),
        ("Mo-Fr 09:00-12:00; We off", 720),
        ("Mo-Fr 22:00-02:00", 1200),
        ("Mo-Fr 09:00-12:00; PH off", 900),
        ("24/7", 10080),
    ],
)
def test_the_minutes_of_a_week_without_holidays(hours, minutes):
    assert weekly_minutes(hours) == minutes


@pytest.mark.parametrize(
    "hours",
    [
        "   ",  # the library reads this as "24/7"
        "lundi 9h-12h",
        "Mo-Fr 9-12",
        "Mo 25:00-26:00",
        "Mo-Fr 09:00+",  # and this as open until midnight
        "Mo 09:00-09:00",  # and this as 24 hours
        "Mo[1] 09:00-12:00",
        "week 1-53/2 Mo 09:00-12:00",
        "Jul-Aug Mo 09:00-12:00",
        "Mo-Fr sunrise-sunset",
        "Mo-Fr unknown",
        'Mo-Fr 09:00-12:00 || "sur rendez-vous"',
        "Mo 09:00-12:00;" * 40,
    ],
)
def test_hours_that_would_have_to_be_guessed_are_refused(hours):
    with pytest.raises(HoursError):
        weekly_minutes(hours)


def test_a_refusal_does_not_repeat_what_was_written():
    with pytest.raises(HoursError) as error:
        weekly_minutes("Mo-Fr Jeanne Dupont")
    assert "Jeanne" not in str(error.value)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("Mo-Fr 06:15-20:00", "lundi au vendredi, de 6 h 15 à 20 h"),
        ("Mo-Su 06:15-22:00", "tous les jours, de 6 h 15 à 22 h"),
        (
            "Mo-Fr 05:45-20:15; Sa-Su 06:00-20:30",
            "lundi au vendredi, de 5 h 45 à 20 h 15 ; samedi et dimanche, de 6 h à 20 h 30",
        ),
        (
            "Mo,We,Fr 09:00-12:00,13:30-16:00",
            "lundi, mercredi et vendredi, de 9 h à 12 h et de 13 h 30 à 16 h",
        ),
        ("Sa 08:00-24:00", "samedi, de 8 h à minuit"),
        ("Mo-Fr 09:00-12:00; PH off", "lundi au vendredi, de 9 h à 12 h ; fermé les jours fériés"),
        ("24/7", "jour et nuit, tous les jours"),
        ("off", "fermé"),
        ("", "aucune heure indiquée"),
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"', 'Mo-Fr 09:00-12:00 "sur rendez-vous"'),
    ],
)
def test_hours_are_said_in_french(hours, words):
    assert said(hours) == words


def test_an_hour_never_breaks_at_the_end_of_a_line():
    with override("fr"):
        assert "6\u00a0h\u00a015" in hours_in_words("Mo-Fr 06:15-20:00")


def test_each_group_of_days_has_a_line():
    with override("fr"):
        assert len(hours_in_lines("Mo-Fr 05:45-20:15; Sa 06:00-12:00")) == 2


def test_days_are_said_in_the_readers_language():
    assert said("Mo 09:00-12:00", "nl").startswith("maandag")
    assert said("Mo 09:00-12:00", "en").startswith("Monday")


@pytest.mark.parametrize(
    ("minutes", "words"), [(45, "45 min"), (60, "1 h"), (2175, "36 h 15"), (0, "0 min")]
)
def test_lengths_of_time_are_said(minutes, words):
    with override("fr"):
        assert minutes_in_words(minutes).replace("\u00a0", " ") == words
