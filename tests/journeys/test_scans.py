"""Twenty forms are printed, filled by hand, scanned and photographed; they end as twenty reports.

Jean sends the pile, looks by keyboard at what the machine could not tell, and
Amine keys the drawn sheets a second time from their pictures. A sheet that was
scanned twice and a letter that is not ours are set aside; nothing is lost.
"""

import re

from .axe import fail_on, look_at
from .piles import open_pile, words
from .scanned import ASKED, COPIES, KEPT, Corrector, as_kept, fill_pile, told_by

READING_SECONDS = 600
# Sets what a person would tick on the desk form, question by question.
TICK = """answers => {
  for (const [name, value] of Object.entries(answers)) {
    const wanted = Array.isArray(value) ? value : [value];
    for (const one of document.getElementsByName(name)) {
      if (one.matches("select")) one.value = wanted[0] ?? "";
      else if (one.matches("textarea")) one.value = value;
      else one.checked = wanted.includes(one.value);
      one.dispatchEvent(new Event("change", {bubbles: true}));
    }
  }
}"""


def send(page, paths):
    """Send files as one does, and wait until each of their pages is read."""
    page.locator("#files").set_input_files(paths)
    page.locator("form[data-sending] button[type=submit]").click()
    page.wait_for_function(
        "n => document.querySelectorAll('li.read').length === n"
        " && !document.querySelector('[data-moving=yes]')",
        arg=len(paths),
        timeout=READING_SECONDS * 1000,
    )


def test_a_scanned_pile_of_twenty_becomes_twenty_reports(
    jean, amine, server, tmp_path, find_axe_violations
):
    faults = []

    def look(page):
        here = page.url
        faults.extend(look_at(page, find_axe_violations))
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(here)

    server.manage(
        "print_form", "report", "--lang", "fr", "--copies", str(COPIES),
        "--out", str(tmp_path / "forms.pdf"), "--layout", str(tmp_path / "layout.json"),
    )  # fmt: skip
    paths, pile = fill_pile(tmp_path)
    batch = open_pile(jean, server, "Pile fictive numérisée", COPIES).rstrip("/")[-36:]

    # One PDF of an office scanner, and a photo of each page of the other sheets.
    jean.goto(server.address("scans", batch))
    send(jean, paths)
    look(jean)

    # The sheet that was scanned again and the letter wait apart, each with what to do.
    jean.goto(server.address("scan_pages", batch))
    look(jean)
    assert words(jean).count("Fichier 1, page ") == 1
    jean.get_by_role("link", name="Doubles").click()
    look(jean)
    assert words(jean).count("Fichier 1, page ") == 1
    assert "Voir la feuille 1" in words(jean)
    jean.get_by_role("link", name="Fichier 1, page ").click()
    look(jean)
    for name in ("tear_offs", "card_count"):
        jean.goto(server.address(name, batch))
        look(jean)

    # By keyboard, until nothing is left to look at.
    jean.goto(server.address("correction", batch))
    look(jean)
    corrector = Corrector(jean, pile, lambda: told_by(server, ASKED.format(pile=batch), "ASKED"))
    corrector.correct()
    assert "Il n’y a plus rien à regarder" in words(jean)
    assert len(corrector.decided) >= COPIES, "each story is typed by a person"
    look(jean)

    # Each sheet becomes a report; what the person said is what is kept.
    jean.goto(server.address("acceptance", batch))
    look(jean)
    with jean.expect_navigation():
        jean.locator("main button.primary").click()
    kept = told_by(server, KEPT.format(pile=batch), "KEPT")
    assert [one["state"] for one in kept.values()] == ["report"] * COPIES
    assert {one["intake"] for one in kept.values()} == {"paper"}
    copies = {number: pile.copy_of(one["pages"]) for number, one in kept.items()}
    assert sorted(copies.values()) == list(range(COPIES))
    differing = [
        (number, question, got.get(question), want.get(question))
        for number, one in kept.items()
        for got, want in [(as_kept(one["answers"]), pile.kept(copies[number]))]
        for question in sorted({*got, *want})
        if got.get(question) != want.get(question)
    ]
    assert not differing, "\n".join(map(str, differing))

    # The drawn sheets are keyed a second time from their pictures, by someone else.
    jean.goto(server.address("batch", batch))
    look(jean)
    drawn = re.findall(r"Feuille (\d+) : à saisir par une autre personne", words(jean))
    assert len(drawn) in {1, 2}
    for number in drawn:
        amine.goto(server.address("sheet_again", batch, number))
        amine.evaluate(TICK, pile.answers[copies[number]])
        with amine.expect_navigation():
            amine.locator("button[data-go]").click()
        assert "les deux saisies sont pareilles" in words(amine)

    # The sum is right, and the pile closes.
    jean.goto(server.address("batch", batch))
    with jean.expect_navigation():
        jean.locator("section[aria-labelledby=close-title] button").click()
    assert "Pile clôturée" in words(jean)
    look(jean)
    fail_on(faults)
