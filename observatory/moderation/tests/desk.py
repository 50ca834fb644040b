"""The page of a report, as tests open it and decide on it."""

from django.urls import reverse


def page_of(report):
    return reverse("moderation_report", args=[report.uuid])


def decide(client, report, decision, revision=None, **fields):
    return client.post(
        reverse("moderation_decide", args=[report.uuid]),
        {
            "decision": decision,
            "revision": report.revision if revision is None else revision,
            **fields,
        },
    )
