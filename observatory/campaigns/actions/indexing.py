"""Making campaigns findable while they are public, and saying that their pages changed."""

from observatory.campaigns.models import Campaign
from observatory.campaigns.queries.public import demands_of, steps_of
from observatory.journal.actions import pages_changed
from observatory.places.queries import territories_by_id
from observatory.search.actions import index_document, remove_document
from observatory.search.models import Document
from observatory.vocabularies.models import in_language


def campaign_changed(campaign_id: int) -> None:
    """Bring a campaign in the index up to date, or take a draft out; public pages are made anew.

    In the transaction that changes it. Findable in each language that it has a title
    in, by what it demands of whom, where, and by its steps.
    """
    campaign = Campaign.objects.get(pk=campaign_id)
    remove_document(ref=campaign.subject)
    if Campaign.objects.public().filter(pk=campaign_id).exists():
        for language in campaign.titles:
            index_document(
                kind="struggle",
                ref=campaign.subject,
                language=language,
                title=in_language(campaign.titles, language),
                body=_body_of(campaign, language),
                url_name="campaign",
                url_arg=str(campaign.pk),
            )
    pages_changed()


def index_missing() -> None:
    """Make those public campaigns findable that the index does not hold. Two queries when it holds all."""
    held = set(Document.objects.filter(url_name="campaign").values_list("ref", flat=True))
    for campaign in Campaign.objects.public():
        if campaign.subject not in held:
            campaign_changed(campaign.pk)


def _body_of(campaign: Campaign, language: str) -> str:
    place = territories_by_id().get(campaign.territory_id or 0)
    said = [campaign.summaries, campaign.leaders]
    for demand in demands_of(campaign):
        said += [demand.texts, demand.addressees]
    said += [step.titles for step in steps_of(campaign)]
    words = [in_language(one, language) for one in said]
    where = [place.label, *place.names.values()] if place else []
    return " ".join([*words, campaign.company, *where])
