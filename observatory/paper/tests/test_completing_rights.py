"""Who completes an observation sheet: who made it, and who coordinates; nobody keeps another kind so."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from observatory.observations.models import Observation, Slot
from observatory.observations.tests.making import make_person
from observatory.paper import actions
from observatory.paper.states import SheetState

from .factories import make_batch, sign_in
from .observed import address, complete, make_planned, print_blank, print_for
from .scanned import CROSSED, Form, answer, print_report_form, scan_forms, scanned_number

pytestmark = pytest.mark.django_db


def test_who_observes_completes_her_own_sheet_and_nobody_elses(client, chantal, schaerbeek, marie):
    other = make_person("Karim", "karim@example.org", "relay", schaerbeek)
    planned = make_planned(chantal, schaerbeek, [marie, other], 2)
    pile = make_batch(marie, territory=schaerbeek, announced=2)
    papers = print_for(planned, "letter", "letter", by=chantal)
    for paper, person in zip(papers, (marie, other), strict=True):
        Slot.objects.filter(pk=paper.slot.pk).update(assigned_to=person)
    scan_forms(pile, marie, *(paper.cross(k42=["no"]) for paper in papers))
    hers = sign_in(client, marie)

    page = hers.get(address(pile, 1)).content.decode()
    assert "Le relevé est noté comme fait par vous" in page
    complete(hers, pile, 1)
    assert Observation.objects.get().observer == marie
    page = hers.get(address(pile, 2))
    assert page.status_code == 403
    assert "n’est pas pour vous" in page.content.decode()
    assert complete(hers, pile, 2).status_code == 403
    assert Observation.objects.count() == 1
    # The list of the pile leads to it.
    page = hers.get(reverse("batch", args=[pile.uuid])).content.decode()
    assert reverse("observation", args=[Observation.objects.get().uuid]) in page
    assert "Relevés gardés" in page


def test_who_may_not_write_for_the_round_gets_403(client, planned, jean, maison, chantal):
    pile = make_batch(jean, maison)
    (paper,) = print_for(planned, "letter", by=chantal)
    scan_forms(pile, jean, paper.cross(k42=["no"]))
    his = sign_in(client, jean)
    assert his.get(address(pile)).status_code == 403
    assert complete(his, pile).status_code == 403

    seen = actions.Seen(planned, paper.slot.location, timezone.now(), chantal, paper.slot)
    sheet = scanned_number(pile, 1)
    with pytest.raises(PermissionDenied):
        actions.complete_sheet(sheet=sheet, seen=seen, by=jean, at=timezone.now())
    with pytest.raises(PermissionDenied):
        # May write for the round, and has nothing to do with the pile.
        actions.complete_sheet(sheet=sheet, seen=seen, by=chantal, at=timezone.now())
    assert sign_in(client, chantal).get(address(pile)).status_code == 403
    assert not Observation.objects.exists()


def test_where_no_round_is_open_it_is_said(client, jean, maison):
    pile = make_batch(jean, maison)
    scan_forms(pile, jean, print_blank(is_blank=False, channel="letter").cross(k42=["yes"]))
    page = sign_in(client, jean).get(address(pile)).content.decode()

    assert "Aucune campagne en cours" in page


def test_a_report_is_never_completed_as_an_observation(chantal, schaerbeek, planned, marie):
    batch = make_batch(chantal, territory=schaerbeek)
    print_report_form()
    scan_forms(batch, chantal, Form(crossed={**CROSSED, "consent_count": ["no"]}))
    answer(batch, "no", chantal)
    place = planned.locations.get()
    with pytest.raises(actions.NotClear):
        actions.complete_sheet(
            sheet=scanned_number(batch, 1),
            seen=actions.Seen(planned, place, timezone.now(), marie),
            by=chantal,
            at=timezone.now(),
        )
    assert scanned_number(batch, 1).state == SheetState.SCANNED
