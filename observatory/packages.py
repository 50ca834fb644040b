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
    "groups",
    "reports",
    "observations",
    "problems",
    "questionnaires",
    "associations",
    "people",
    "places",
    "documents",
    "vocabularies",
    "search",
    "limits",
    "outbox",
    "vault",
    "journal",
    "ui",
]
