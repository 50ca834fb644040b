"""A round goes to its authority: the letter, the page behind its link, the answer, and after.

Each page on the way is looked at with axe, at both widths.
"""

from .axe import fail_on, look_at
from .rounds import follow, press, send_reply, write_letter

# A round of 1030 that is over, in which nothing was seen.
PLANT = """
from datetime import timedelta
from django.utils import timezone
from observatory.observations.actions import move_round, prepare_round
from observatory.observations.models import Round
from observatory.observations.queries.rounds import scenarios_for
from observatory.people.models import User
from observatory.places.models import Location
from observatory.questionnaires.queries import current_version

by, at, today = User.objects.get(email="chantal@demo.example"), timezone.now(), timezone.localdate()
place = Location.objects.filter(territory__nis="21015").first()
made = prepare_round(
    territory=place.territory,
    starts_on=today - timedelta(days=40),
    ends_on=today,
    places={place: scenarios_for(place, current_version("observation"))[0].code},
    by=by,
    at=at,
    is_demo=True,
)
for step in ("open", "close"):
    asked = Round.objects.get(pk=made.pk)
    move_round(asked=asked, transition=step, by=by, at=at, knows_missing=True)
print("ROUND", made.pk)
"""
PUBLISH = """
from django.utils import timezone
from observatory.observations.actions import move_round
from observatory.observations.models import Round
from observatory.people.models import User

by = User.objects.get(email="chantal@demo.example")
asked = Round.objects.get(pk={pk})
move_round(asked=asked, transition="publish", by=by, at=timezone.now())
"""


def test_an_authority_answers_without_account_before_publication(
    page, page_without_javascript, server, sign_in, find_axe_violations
):
    faults = []

    def look(at=page):
        faults.extend(look_at(at, find_axe_violations))

    pk = int(server.manage("shell", "-v", "0", "-c", PLANT).partition("ROUND ")[2])
    sign_in(page, "chantal")
    address = server.address("round", pk)
    page.goto(address)
    look()
    follow(page, "Envoyer à l’autorité")
    look()
    press(page, "Faire la lettre et le lien")
    look()  # what is missing is said beside its field
    link, code = write_letter(page)
    look()
    page.goto(address)
    look()

    # The authority: a small phone, no script, no account.
    phone = page_without_javascript
    phone.goto(server.address("authority_code"))
    phone.locator("[name=code]").fill(code)
    press(phone, "Lire et répondre")
    assert "Ce que nous avons relevé à Schaerbeek" in phone.locator("main").inner_text()
    phone.goto(link)
    phone.locator("[name=text]").fill("Un second guichet ouvre en mai.")
    press(phone, "Relire avant d’envoyer")
    assert "Dites qui répond" in phone.locator("main").inner_text()
    assert "Un second guichet" in phone.locator("[name=text]").input_value()
    phone.locator("[name=signed_as]").fill("Le service Population")
    press(phone, "Relire avant d’envoyer")
    send_reply(phone)

    # The same pages with scripts, as axe needs them.
    page.goto(link)
    look()
    page.locator("main summary").click()
    look()
    press(page, "Relire avant d’envoyer")
    look()
    press(page, "Corriger")
    look()
    page.goto(server.address("authority_code"))
    look()
    page.goto(server.address("authority", "nothing"))
    look()

    page.goto(address)
    assert "Un second guichet ouvre en mai." in page.locator("main").inner_text()
    look()
    follow(page, "Taper une réponse reçue")
    look()
    page.goto(address)
    follow(page, "Refaire la lettre et le lien")
    look()
    server.manage("shell", "-v", "0", "-c", PUBLISH.format(pk=pk))
    page.goto(link)
    assert "Elle est publiée en entier" in page.locator("main").inner_text()
    look()
    page.goto(address)
    look()
    fail_on(faults)
