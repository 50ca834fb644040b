"""The pages of letters, as tests open them and post to them."""

from django.urls import reverse

from observatory.questionnaires.queries import compiled, current_version

INBOX = "/fr/equipe/courrier/"


def page_of(item, name="letters_item"):
    return reverse(name, args=[item.uuid])


def decide(client, item, decision, **fields):
    return client.post(
        page_of(item, "letters_decide"),
        {"decision": decision, "revision": item.revision, **fields},
    )


def dense(**consents):
    """Return what the dense form posts for a short report."""
    version = current_version("report")
    found = {"version": version.pk}
    for key, question in compiled(version).questions.items():
        if question.maps_to == "territory":
            found[key] = "21015"
        elif question.maps_to == "service":
            found[key] = "S01"
        elif question.consent:
            found[key] = consents.get(question.consent, "no")
    return found


def answer_fields(item, **fields):
    return {"revision": item.revision, "language": "fr", "text": "Merci.", **fields}
