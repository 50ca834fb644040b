"""What moderation's tests start from: reports in each state, photos, people signed in."""

import io
from datetime import UTC, datetime

from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageDraw

from observatory.kit.pictures import clean_picture
from observatory.moderation import actions
from observatory.people.queries import system_actor
from observatory.reports.models import Photo, Report, Story
from observatory.reports.states import State
from observatory.reports.tests.factories import make_report
from observatory.vault.actions import store_blob

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEXT = "Une personne n’a pas pu entrer : il fallait un rendez-vous pris par internet."


def put_in(report, state):
    """Put a report in a state without going through the decisions; return it read again."""
    Report.objects.filter(pk=report.pk).update(state=state)
    return read_again(report)


def read_again(report):
    return Report.objects.get(pk=report.pk)


def publish(report, by, text=TEXT):
    """Publish a report; return it read again."""
    actions.publish_report(report=report, revision=report.revision, public_text=text, by=by, at=AT)
    return read_again(report)


def propose(report, by, text=TEXT):
    """Propose a report; return it read again."""
    actions.propose_publication(
        report=report, revision=report.revision, public_text=text, by=by, at=AT
    )
    return read_again(report)


def draft_of(report):
    return Story.objects.get(report=report).public_text


def make_picture(size=(640, 480)):
    """A white notice with a name on its upper left part."""
    image = Image.new("RGB", size, (250, 250, 245))
    pen = ImageDraw.Draw(image)
    pen.text((30, 30), "Mme Benali, guichet 3", fill=(0, 0, 0), font_size=32)
    pen.text((30, 250), "GUICHET FERMÉ", fill=(0, 0, 0), font_size=48)
    file = io.BytesIO()
    image.save(file, "PNG")
    return clean_picture(file.getvalue())


def add_photo(report):
    """Attach a photo as it is after its arrival: cleaned, encrypted, seen by nobody yet."""
    picture = make_picture()
    blob = store_blob(
        subject=report.subject,
        data=picture.data,
        media_type=picture.media_type,
        by=system_actor("public"),
        at=AT,
    )
    return Photo.objects.create(report=report, blob=blob)


def sign_in(client, user):
    """Sign someone in, with the second factor that moderators must have; return the client."""
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
    )
    client.force_login(user)
    return client


def cost_of(client, address):
    """Return how many queries a page takes once the process knows the reference data."""
    costs = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        costs.append(len(queries))
    return min(costs)


__all__ = [
    "AT",
    "TEXT",
    "State",
    "add_photo",
    "cost_of",
    "draft_of",
    "make_picture",
    "make_report",
    "propose",
    "publish",
    "put_in",
    "read_again",
    "sign_in",
]
