"""A call as Nadia takes it: pages read and keys pressed."""

import html
import re

from django.apps import apps
from django.urls import reverse

from observatory.phone.calls import unpack_call

HIDDEN = re.compile(r'name="call" value="([^"]*)"')


def count_rows():
    """Return the number of rows of every table of ours."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models(include_auto_created=True)
    }


class Caller:
    """Somebody on the line; `client` is the worker's browser."""

    def __init__(self, client, language="fr", chrome="fr"):
        self.client = client
        self.page = client.post(reverse("phone_start"), {"language": language})
        assert self.page.status_code == 200, self.page.text

    @property
    def packed(self):
        found = HIDDEN.search(self.page.text)
        assert found, "no call on this page"
        return html.unescape(found[1])

    @property
    def call(self):
        return unpack_call(self.packed)

    @property
    def step(self):
        return self.call.step

    def press(self, keys="", **more):
        """Type keys and Enter; `more` are the other fields of the page."""
        self.page = self.client.post(
            reverse("phone_call"), {"call": self.packed, "keys": keys, "action": "next", **more}
        )
        return self.page

    def click(self, **fields):
        """Click a button or tick boxes."""
        self.page = self.client.post(reverse("phone_call"), {"call": self.packed, **fields})
        return self.page

    def go_to(self, step, **answers):
        """Press keys until the call is at `step`: what `answers` says for a step, else a usual one."""
        for _turn in range(60):
            if self.step == step:
                return self
            before = self.step
            self.press(answers.get(before, USUAL.get(before, "")))
            assert self.page.status_code == 200, (before, self.page.text)
            if not HIDDEN.search(self.page.text) or self.step == "done":
                return self
        raise AssertionError(f"{step} was not reached, but {self.step}")


# A usual call, by number: 1030, the town hall, an appointment only online.
USUAL = {
    "open": "1",
    "ask:where": "1",
    "groups:service": "1",
    "ask:service:papers": "1",
    "ask:speaks_for": "1",
    "groups:obstacles": "1",
    "ask:obstacles:counter": "5",
    "ask:consequences": "1",
    "ask:consent_health": "2",
    "ask:story": "0",
    "ask:told_service": "2",
    "ask:age": "4",
    "check": "",
    "ask:consent_count": "1",
    "ask:consent_publish": "1",
    "ask:ask_bodies": "0",
    "ask:consent_contact": "2",
}
