"""The packages of the project, the highest floor first: imports go down only.

The floors stand in `.importlinter`, with the kit, which is no application.
"""

PACKAGES = [
    "ops",
    "pages",
    "insights",
    "returns",
    "letters",
    "paper",
    "phone",
    "desk",
    "moderation",
    "escalations",
    "promises",
    "events",
    "campaigns",
    "reports",
    "observations",
    "problems",
    "questionnaires",
    "associations",
    "people",
    "places",
    "vocabularies",
    "search",
    "limits",
    "outbox",
    "vault",
    "journal",
    "ui",
]
