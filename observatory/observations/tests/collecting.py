"""What ODK Collect sends, made by hand; tests/journeys/test_odk.py sends it with ODK's own engine."""

from uuid import uuid4
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from observatory.observations.actions import open_collect_address
from observatory.observations.models import Kind, Slot

from .making import DAY, NUMBER, SEEN_AT

CAME = "2027-03-03T10:15:00.000+01:00"


def write_instance(number=NUMBER, *, uuid=None, form=None, version=None, **fields):
    """Return an instance as bytes; a field of None is left out."""
    root = Element(
        "data", {"id": form or f"observation-{number}", "version": version or str(number)}
    )
    for name, text in fields.items():
        if text is not None:
            SubElement(root, name).text = text
    meta = SubElement(root, "{http://openrosa.org/xforms}meta")
    named = SubElement(meta, "{http://openrosa.org/xforms}instanceID")
    named.text = f"uuid:{uuid or uuid4()}"
    return tostring(root, encoding="utf-8")


def visit_of(slot, **fields):
    """Return an instance of a visit that was planned."""
    return write_instance(
        **{"Slot": str(slot.pk), "channel": "visit", "scenario": "T1"}
        | {"Came": CAME, "Sure": "OK"}
        | fields
    )


def visit_at(asked, location, **fields):
    """Return an instance of a visit that nobody planned."""
    chosen = {"Slot": "none", "Round": str(asked.pk), "Place": str(location.pk)}
    said = {"channel": "visit", "scenario": "T1", "Came": CAME, "Sure": "OK"}
    return write_instance(**chosen | said | fields)


class Telephone:
    """A person's telephone with ODK Collect, which knows the secret address and nothing else."""

    def __init__(self, person, at=DAY):
        # Neither a cookie nor a token against forged requests.
        self.client = Client(enforce_csrf_checks=True, headers={"x-openrosa-version": "1.0"})
        self.token = open_collect_address(by=person, at=at)

    def address(self, name, *args):
        return reverse(f"collect_{name}", args=[self.token, *args])

    def get(self, name, *args, **asked):
        return self.client.get(self.address(name, *args), asked)

    def read(self, name, *args):
        return fromstring(self.get(name, *args).content)

    def send(self, instance, **files):
        """Post an instance and files; return the answer."""
        sent = {"xml_submission_file": SimpleUploadedFile("data.xml", instance, "text/xml")}
        return self.client.post(self.address("submission"), sent | files)

    def post(self, body, kind="multipart/form-data; boundary=limite", **environment):
        """Post a body as it is."""
        return self.client.generic("POST", self.address("submission"), body, kind, **environment)


def sentence(response):
    """Return what an answer says to the person."""
    root = fromstring(response.content)
    assert root.tag == "{http://openrosa.org/http/response}OpenRosaResponse"
    return root[0].text


def plan(asked, location, person, kind=Kind.VISIT, **more):
    return Slot.objects.create(
        round=asked,
        location=location,
        kind=kind,
        scenario="T1",
        due_on=SEEN_AT.date(),
        assigned_to=person,
        changed_at=DAY,
        **more,
    )


def call(slot, tries, **fields):
    """Return the instance of a call: `tries` are (began, waited, outcome)."""
    texts = {}
    for number, (began, waited, outcome) in enumerate(tries, start=1):
        texts |= {f"Began{number}": began, f"Waited{number}": waited, f"Outcome{number}": outcome}
    return visit_of(slot, channel="call", Came=None, **texts, **fields)


def multipart(instance):
    head = 'Content-Disposition: form-data; name="xml_submission_file"; filename="data.xml"'
    head = f"--limite\r\n{head}\r\nContent-Type: text/xml\r\n\r\n".encode()
    return head + instance + b"\r\n--limite--\r\n"
