"""One observation after another, as people make them: in the street, at the desk, with ODK Collect."""

from .collect import ago, bring_engine, open_address, play
from .offline import LONG, expect_waiting, is_open, prepare, unlock
from .rounds import press
from .street import attempt, expect_observed, tick_and_keep

KINDS = {"visit": "Visite", "call": "Appel"}
COLLECT = """
const made = [];
for (const one of values.observations) {
  const root = await odk.open(server);
  for (const answers of one) odk.fill(root, answers);
  const { status, data } = await odk.instanceOf(root);
  made.push([odk.wrong(root), status, (await odk.send(server, data)).status]);
}
return made;
"""


def answer(page, answers):
    """Answer the grid with the mouse."""
    for key, value in answers.items():
        row = page.locator(f"[data-question={key}]")
        if row.get_attribute("data-control") == "chips":
            row.locator(f"label.chip:has(input[value='{value}'])").click()
        else:
            page.locator(f"#id_{key}").fill(value)


def observe_in_the_street(page, server, seen):
    """Make, without network, what was planned for Chantal; deliver it when the network is back."""
    prepare(page, server)
    page.get_by_role("button", name="Un relevé", exact=True).click()
    page.locator(".task").first.wait_for(timeout=LONG)
    page.context.set_offline(True)
    page.reload()
    unlock(page)
    is_open(page)
    page.get_by_role("button", name="Un relevé", exact=True).click()
    for number, one in enumerate(seen, start=1):
        page.locator(".task", has_text=f"{KINDS[one.way]} – {one.place}").first.click()
        if one.way == "call":
            attempt(page, 1, "answered" if one.answers["k32"] == "yes" else "busy")
        answer(page, one.answers)
        tick_and_keep(page)
        expect_observed(page, number)
    page.context.set_offline(False)
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect_waiting(page, 0)


def walk_to(page, selector):
    """Go from field to field with the tabulator until the focus is there."""
    for _step in range(150):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tabulator never comes to {selector}")


def begin_at_the_desk(page, server, round_pk, one):
    """Choose where and how, of something that nobody planned."""
    page.goto(server.address("my_observations"))
    page.locator(f"main a[href$='campagne={round_pk}']").click()
    place = page.locator("[name=lieu] option", has_text=one.place)
    page.locator("[name=lieu]").select_option(place.get_attribute("value"))
    page.locator(f"main input[name=voie][value={one.way}]").check()
    press(page, "Continuer")


def observe_at_the_desk(page, server, round_pk, seen, day):
    """Write down what was seen on a day; return the addresses of the observations."""
    found = []
    for number, one in enumerate(seen):
        begin_at_the_desk(page, server, round_pk, one)
        page.locator("[name=day]").fill(day.isoformat())
        moment = f"{9 + number:02}:15"
        if one.way == "visit":
            page.locator("[name=hour]").fill(moment)
        if one.way == "call":
            page.locator("#id_began-1").fill(moment)
            page.locator("#id_minutes-1").fill("2")
            page.locator("#id_outcome-1").select_option("answered")
        if one.way == "letter":
            type_the_end(page)
        else:
            answer(page, one.answers)
            press(page, "Enregistrer le relevé")
        if page.locator("main input[name=confirmed]").count():
            # The day may be a holiday.
            for box in page.locator("main input[name=confirmed]").all():
                box.check()
            press(page, "Enregistrer le relevé")
        assert "Le relevé est enregistré" in page.locator("body").inner_text()
        found.append(page.url)
    return found


def type_the_end(page):
    """Answer by keyboard alone: later, and sent."""
    walk_to(page, "[data-question=k80] input")
    page.keyboard.press("2")
    walk_to(page, "main form.entry button")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def observe_with_collect(page, server, round_pk, seen, places):
    """Send what ODK's own engine made of the form that the server gives."""
    address = open_address(page, server)
    bring_engine(page)
    observations = []
    for hour, one in enumerate(seen, start=20):
        moment = {"Came": ago(hours=hour)}
        if one.way == "call":
            moment = {"Began1": ago(hours=hour), "Waited1": "1:30", "Outcome1": "answered"}
        where = {"Place": places[one.place], "Way": one.way}
        asked = [{"Slot": "none"}, {"Round": str(round_pk)}, where, moment, one.answers]
        observations.append([*asked, {"Sure": True}])
    made = play(page, server, COLLECT, address, observations=observations)
    assert made == [[[], "ready", 201]] * len(seen)
