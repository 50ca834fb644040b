"""The team's pages: who opens them, and what they show."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from observatory.outbox.models import Message
from observatory.people.access import requires_role, signed_in
from observatory.people.actions import give_mandate, invite_person
from observatory.people.models import Invitation, Mandate, User

from .journey import protect, sign_in


@pytest.fixture(autouse=True)
def _no_throttle_of_another_test(db):
    cache.clear()


@requires_role("moderator")
def moderators_only(request):
    return HttpResponse("reports")


def visit(view, user):
    request = RequestFactory().get("/fr/equipe/")
    request.user = user
    request.session = {}
    return view(request)


def test_a_relay_cannot_open_the_moderation(amine):
    protect(amine)
    with pytest.raises(Exception) as refusal:  # noqa: PT011
        visit(moderators_only, amine)
    assert type(refusal.value).__name__ == "PermissionDenied"


def test_a_moderator_opens_the_moderation(mireille):
    protect(mireille)
    answer = visit(moderators_only, mireille)
    assert answer.content == b"reports"
    assert answer.headers["Cache-Control"] == "no-store"


def test_administrators_do_not_moderate_for_all_that(olu):
    protect(olu)
    with pytest.raises(Exception) as refusal:  # noqa: PT011
        visit(moderators_only, olu)
    assert type(refusal.value).__name__ == "PermissionDenied"


def test_a_moderator_without_a_second_factor_sets_it_up_first(mireille):
    answer = visit(moderators_only, mireille)
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("mfa_index")


def test_a_view_says_who_may_come():
    assert moderators_only.access == "role:moderator"
    assert signed_in(lambda request: HttpResponse()).access == "signed_in"
    with pytest.raises(ValueError, match="no such role"):
        requires_role("moderater")


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(client, db):
    answer = client.get(reverse("people"))
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/fr/compte/connexion/?next=%2Ffr%2Fequipe%2Fpersonnes%2F"


@pytest.mark.parametrize("name", ["people", "invite"])
def test_moderators_and_relays_do_not_see_the_list_of_people(client, mireille, amine, name):
    for person in (mireille, amine):
        sign_in(client, person)
        assert client.get(reverse(name)).status_code == 403
        client.post(reverse("account_logout"))


def test_nothing_waits_for_who_has_no_role(client, outsider):
    sign_in(client, outsider)
    assert "Rien ne vous attend" in client.get(reverse("team")).content.decode()


def test_an_administrator_sees_the_invitations_without_an_answer(client, olu):
    invite_person(
        email="fati@example.org",
        name="Fati",
        language="fr",
        mandates=[("relay", "21015")],
        by=olu,
        at=timezone.now(),
    )
    sign_in(client, olu)
    assert "Fati" in client.get(reverse("team")).content.decode()
    assert "fati@example.org" in client.get(reverse("people")).content.decode()


def make_people(number, at, territory=None):
    for index in range(User.objects.count(), User.objects.count() + number):
        user = User.objects.create(email=f"p{index}@example.org", name=f"Personne {index:03}")
        Mandate.objects.create(
            user=user, role="relay", territory=territory, given_by=user, given_at=at
        )


def count_queries(client):
    """Count the queries of the list; what a process remembers may cost one more now and then."""
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("people"))
    return len(queries)


def test_the_list_of_people_costs_the_same_for_one_and_for_three(client, olu, schaerbeek):
    sign_in(client, olu)
    costs = []
    for number in (1, 3):
        make_people(number, timezone.now(), schaerbeek)
        costs.append(min(count_queries(client) for _ in range(3)))
    assert costs[0] == costs[1] <= 9


def test_a_long_list_is_cut_in_pages(client, olu, now):
    make_people(60, now)
    sign_in(client, olu)
    first = client.get(reverse("people")).content.decode()
    second = client.get(reverse("people"), {"page": 2}).content.decode()
    assert "Page suivante" in first
    assert "Page précédente" in second
    assert first.count("p5") + second.count("p5") >= 10
    assert client.get(reverse("people"), {"page": "nonsense"}).status_code == 200


def test_a_coordinator_sees_the_people_of_her_territory_only(client, chantal, mireille, amine):
    sign_in(client, chantal)
    page = client.get(reverse("people")).content.decode()
    assert mireille.email in page
    assert amine.email not in page
    assert client.get(reverse("person", args=[amine.pk])).status_code == 404
    assert client.get(reverse("person", args=[mireille.pk])).status_code == 200


def test_a_coordinator_ends_the_role_of_a_moderator_of_her_territory(client, chantal, mireille):
    sign_in(client, chantal)
    client.post(reverse("mandate_end", args=[mireille.mandates.get().pk]))
    assert not mireille.mandates.filter(ended_at=None).exists()


def test_a_coordinator_does_not_end_the_role_of_an_administrator(client, chantal, olu):
    sign_in(client, chantal)
    answer = client.post(reverse("mandate_end", args=[olu.mandates.get().pk]))
    assert answer.status_code == 403
    assert olu.mandates.filter(ended_at=None).exists()


def test_a_coordinator_is_offered_only_what_she_may_give(client, chantal):
    sign_in(client, chantal)
    form = client.get(reverse("invite")).context["form"]
    assert [value for value, _ in form.fields["role"].choices] == ["relay", "moderator"]
    assert [value for value, _ in form.fields["places"].choices] == ["21015"]


INVITED = {
    "name": "Fati",
    "email": "fati@example.org",
    "language": "fr",
    "role": "moderator",
    "places": ["21015", "21012"],
}


def test_an_invitation_is_shown_once_to_hand_over_on_paper(client, olu):
    sign_in(client, olu)
    page = client.post(reverse("invite"), INVITED).content.decode()
    invitation = Invitation.objects.get()
    assert "/fr/compte/invitation/" in page
    assert invitation.mandates == [
        {"role": "moderator", "nis": "21015"},
        {"role": "moderator", "nis": "21012"},
    ]
    assert Message.objects.filter(kind="invitation").count() == 1
    assert "compte/invitation" not in client.get(reverse("people")).content.decode()


def test_what_is_wrong_in_an_invitation_is_told_and_all_that_was_typed_is_kept(client, olu):
    sign_in(client, olu)
    page = client.post(reverse("invite"), INVITED | {"email": "fati", "places": []})
    html = page.content.decode()
    assert set(page.context["form"].errors) == {"email", "places"}
    assert 'value="fati"' in html
    assert 'value="Fati"' in html
    page = client.post(reverse("invite"), INVITED | {"role": "administrator"})
    assert set(page.context["form"].errors) == {"places"}


def test_an_invitation_is_taken_back(client, olu):
    sign_in(client, olu)
    client.post(reverse("invite"), INVITED)
    client.post(reverse("invitation_revoke", args=[Invitation.objects.get().pk]))
    assert Invitation.objects.get().revoked_at
    page = client.post(
        reverse("invitation_revoke", args=[Invitation.objects.get().pk]), follow=True
    )
    assert "n’attend plus de réponse" in page.content.decode()


def test_a_role_is_given_from_the_page_of_the_person(client, olu, outsider):
    sign_in(client, olu)
    address = reverse("person", args=[outsider.pk])
    client.post(address, {"role": "relay", "places": ["everywhere"]})
    assert User.objects.get(pk=outsider.pk).holds("relay")
    page = client.post(address, {"role": "relay", "places": ["everywhere"]}).content.decode()
    assert "a déjà ce rôle" in page


def test_an_account_is_closed_after_a_question(client, olu, outsider, now):
    give_mandate(person=outsider, role="editor", nis=None, by=olu, at=now)
    sign_in(client, olu)
    address = reverse("person_deactivate", args=[outsider.pk])
    assert "Fermer le compte de Outsider" in client.get(address).content.decode()
    assert User.objects.get(pk=outsider.pk).is_active
    client.post(address)
    assert not User.objects.get(pk=outsider.pk).is_active
    page = client.get(reverse("person", args=[outsider.pk])).content.decode()
    assert "compte fermé" in page


def test_everyone_changes_their_own_name_and_language(client, outsider):
    sign_in(client, outsider)
    client.post(reverse("my_account"), {"name": "Zoé", "language": "nl"})
    outsider.refresh_from_db()
    assert (outsider.name, outsider.language) == ("Zoé", "nl")
    page = client.post(reverse("my_account"), {"name": "", "language": "xx"})
    assert set(page.context["form"].errors) == {"name", "language"}
