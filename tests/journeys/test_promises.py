"""What the public says of a promise becomes public in an editor's words; its author's reply stands beside it."""

from datetime import date, timedelta

import pytest

from .axe import fail_on, look_at
from .conftest import open_page
from .test_chain import fill, send, text_of

SAID = "Mon voisin Karim a vu le guichet fermé toute la semaine, appelez-le au 0470 12 34 56."
WRITTEN = "Le guichet était fermé du 2 au 6 mars, d’après l’affiche du service."
REPLY = "Nous rouvrirons ce guichet dès que l’équipe sera complète."
TODAY = date.today()


@pytest.fixture
def edith(browser, server, sign_in):
    """Édith, who edits, at a screen of her own."""
    context, page, watch = open_page(browser, server, viewport={"width": 1280, "height": 900})
    sign_in(page, "edith")
    yield page
    context.close()
    assert watch.faults == []


def test_someone_tells_what_happened_to_a_promise_and_its_author_replies(
    page, edith, server, find_axe_violations
):
    someone, faults = page, []
    someone.goto(server.address("promises"))
    with someone.expect_navigation():
        someone.locator("main a[href*='/promesses/']:not([href*='?'])").first.click()
    public = someone.url

    # Someone tells it, without account; nothing of her words is public.
    with someone.expect_navigation():
        someone.locator("main a:has-text('Dire ce qui s’est passé')").first.click()
    with someone.expect_navigation():
        someone.locator("main form button[type=submit]").first.click()
    assert someone.locator("main .summary").count()
    fill(someone, text=SAID, happened=f"{TODAY - timedelta(days=3):%d/%m/%Y}")
    fill(someone, source_on_paper="Une affiche sur la porte, en photo chez nous.")
    send(someone, "Envoyer")
    faults += look_at(someone, find_axe_violations)
    someone.goto(public)
    assert "Karim" not in someone.content()

    # Édith sees what is personal marked, and writes it in words of her own.
    edith.goto(server.address("promise_proposals"))
    with edith.expect_navigation():
        edith.locator("main li a").first.click()
    assert "0470 12 34 56" in "".join(edith.locator("main mark").all_inner_texts())
    faults += look_at(edith, find_axe_violations)
    accept = "main form:has(button[value=accept])"
    edith.locator(f"{accept} [name=text]").fill(WRITTEN)
    with edith.expect_navigation():
        edith.locator("main button[value=accept]").click()
    someone.goto(public)
    assert WRITTEN in text_of(someone)
    assert "Karim" not in someone.content()

    # The author replies by letter; what was noted can be corrected, in public.
    code = public.rstrip("/").rsplit("/", 1)[1]
    edith.goto(server.address("promise_reply", code))
    fill(
        edith,
        text=REPLY,
        language="fr",
        signed_by="La direction (fictive)",
        signed_role="Direction",
        replied_on=f"{TODAY:%Y-%m-%d}",
        way="letter",
        original_sha256="ab" * 32,
    )
    send(edith, "Publier cette réponse")
    someone.goto(public)
    assert REPLY in text_of(someone)
    edith.goto(server.address("promise_edit", code))
    for words in ("Corriger cette réponse", "La retirer"):
        with edith.expect_navigation():
            edith.locator(f"main a:has-text('{words}')").last.click()
        faults += look_at(edith, find_axe_violations)
        edith.go_back()
    fail_on(faults)
