"""What a page for a council is about."""

from dataclasses import dataclass
from typing import Any

from observatory.places.models import Organization, Territory


@dataclass(frozen=True)
class Subject:
    """What a page is about: a territory or an organization."""

    territory: Territory | None = None
    organization: Organization | None = None
    # The slug of the published figures that are shown; the newest ones unless said.
    figures: str = ""

    @property
    def name(self) -> str:
        found = self.territory or self.organization
        return found.name if found is not None else ""

    @property
    def is_municipality(self) -> bool:
        return self.territory is not None and self.territory.kind == Territory.Kind.MUNICIPALITY

    @property
    def key(self) -> dict[str, Any]:
        """The columns of its page."""
        return {"territory": self.territory, "organization": self.organization}

    @property
    def subject(self) -> str:
        """Its name in the journal."""
        if self.territory is not None:
            return f"territory:{self.territory.nis}"
        return f"organization:{self.organization.code if self.organization else ''}"
