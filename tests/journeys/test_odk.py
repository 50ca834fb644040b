"""ODK Collect's part, played by ODK's own programs.

Chromium runs ODK's engine (@getodk/xforms-engine) on the form that the server
gives: it reads the list, the form and its lists, answers, and sends. ODK
Validate, the Java program that ships with pyxform, reads the same form.
"""

import base64
import json
import shutil
import subprocess
import zlib
from importlib.resources import files
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from .axe import fail_on, look_at
from .collect import ago, bring_engine, play
from .rounds import end_round

VALIDATE = files("pyxform.validators.odk_validate") / "bin" / "ODK_Validate.jar"

# A round in Molenbeek, of which Jean makes a visit and a call; and the secret of his telephone.
PLANT = """
from datetime import timedelta
from django.utils import timezone
from observatory.observations.actions import move_round, open_collect_address, prepare_round
from observatory.observations.models import Kind, Slot
from observatory.observations.queries.rounds import scenarios_for
from observatory.people.models import User
from observatory.places.models import Location, Organization, Territory
from observatory.questionnaires.queries import current_version
from observatory.vocabularies.queries import term
now, olu = timezone.now(), User.objects.get(email="{olu}")
jean = User.objects.get(email="{jean}")
here = Territory.objects.get(nis="21012")
place = Location.objects.create(code="odk", names={{"fr": "Maison communale"}}, territory=here,
    organization=Organization.objects.get(code="commune-21012"), service=term("service", "S01"))
scenario = scenarios_for(place, current_version("observation"))[0].code
asked = prepare_round(territory=here, starts_on=timezone.localdate() - timedelta(days=3),
    ends_on=timezone.localdate() + timedelta(days=3), places={{place: scenario}}, by=olu, at=now)
move_round(asked=asked, transition="open", by=olu, at=now)
for kind in (Kind.VISIT, Kind.CALL):
    slot = Slot.objects.create(round=asked, location=place, kind=kind, scenario=scenario,
        due_on=timezone.localdate(), assigned_to=jean, changed_at=now)
    print(slot.pk)
print(asked.pk)
print(place.pk)
print(scenario)
print(open_collect_address(by=jean, at=now))
"""
READ = """
import json
from observatory.observations.models import Observation
print(json.dumps([{{"answers": one.answers, "slot": one.slot_id, "intake": one.intake,
    "place": one.location_id, "observer": one.observer.email, "at": one.observed_at.isoformat(),
    "tries": list(one.attempts.order_by("number").values_list("waited_seconds", "outcome"))}}
    for one in Observation.objects.filter(round={round}, channel='{channel}').order_by("pk")]))
"""


def shell(server, code):
    return server.manage("shell", "-v", "0", "-c", code).split()


@pytest.fixture(scope="module")
def planned(server):
    """What Jean is asked: the visit, the call; the round, the place, the scenario, his address."""
    people = {name: server.accounts[name]["email"] for name in ("olu", "jean")}
    names = ("visit", "call", "round", "place", "scenario", "token")
    found = dict(zip(names, shell(server, PLANT.format(**people)), strict=True))
    yield found | {"address": f"{server.url}/odk/{found['token']}"}
    end_round(server, found["round"])


@pytest.fixture
def telephone(page, server, planned):
    """A function that plays the client on a page on which ODK's engine runs: Jean's, unless said."""

    bring_engine(page)

    def run(code, address=planned["address"], **values):
        return play(page, server, code, address, **values)

    return run


def observations(server, planned, channel):
    """Return what the server holds of the round, by that channel."""
    code = READ.format(round=planned["round"], channel=channel)
    return json.loads(server.manage("shell", "-v", "0", "-c", code))


def read_square(page):
    """Return what ODK Collect reads of the square on the page, with the camera."""
    picture = Image.open(BytesIO(page.locator("img.square").screenshot()))
    (square,) = zxingcpp.read_barcodes(picture)
    return json.loads(zlib.decompress(base64.b64decode(square.text)))


def test_amine_prepares_a_telephone_and_closes_its_address(
    amine, server, telephone, find_axe_violations
):
    faults = []
    amine.goto(server.address("my_observations"))
    amine.locator("main").get_by_role("link", name="Préparer mon téléphone").click()
    faults += look_at(amine, find_axe_violations)
    amine.locator("main button[value=open]").click()
    faults += look_at(amine, find_axe_violations)
    address = amine.locator("main .address").inner_text()
    assert address.startswith(server.url + "/odk/")
    assert read_square(amine)["general"]["server_url"] == address
    opened = telephone("return odk.asked(await odk.open(server));", address)
    assert opened[0] == "Slot"
    amine.locator("main button[value=close]").click()
    refused = "return odk.open(server).then(() => '', (error) => error.message);"
    assert telephone(refused, address) == f"404 {address}/formList"
    fail_on(faults)


def test_a_call_with_two_tries_is_answered_and_sent(telephone, server, planned):
    found = telephone(
        """
        const root = await odk.open(server);
        odk.fill(root, { Slot: values.slot });
        const channel = odk.find(root, "channel").currentState.value;
        const scenario = odk.find(root, "scenario").currentState.value;
        const asked = odk.asked(root);
        const tasks = odk.find(root, "ToDo").currentState.label.asString;
        odk.fill(root, { Began1: values.first, Waited1: "6:00", Outcome1: "no_answer" });
        const wrong = odk.wrong(root);
        odk.fill(root, { Waited1: "5:00", Again1: "yes" });
        odk.fill(root, { Began2: values.second, Waited2: "1:15", Outcome2: "answered" });
        odk.fill(root, { k32: "yes" });
        odk.fill(root, { k33: "3:20", k34: "2", k17: "12" });
        odk.fill(root, { k35: [odk.find(root, "k35").currentState.valueOptions[0].value] });
        const before = (await odk.instanceOf(root)).status;
        odk.fill(root, { Sure: true });
        const left = odk.wrong(root);
        const { status, data } = await odk.instanceOf(root);
        const xml = await data.get("xml_submission_file").text();
        const answers = [await odk.send(server, data), await odk.send(server, data)];
        return { channel, scenario, asked, tasks, wrong, before, left, status, xml, answers };
        """,
        slot=planned["call"],
        first=ago(minutes=30),
        second=ago(minutes=20),
    )
    assert (found["channel"], found["scenario"]) == (["call"], [planned["scenario"]])
    assert "k17" in found["asked"]
    assert found["tasks"].startswith("Appelez, sans dire que c’est un relevé.")
    # A visit and a letter are not asked about, and what follows a person who answers not yet.
    assert not {"Came", "Day", "Round", "k01", "k16", "k33", "Began2"} & set(found["asked"])
    # Six minutes are too long: the telephone says so itself.
    assert "Waited1" in found["wrong"]
    assert (found["before"], found["left"], found["status"]) == ("pending", [], "ready")
    for answer in found["answers"]:
        assert (answer["head"], answer["status"]) == (204, 201), answer
        assert answer["limit"] > len(found["xml"])
        assert answer["text"] == "Merci, le relevé est enregistré."
    (made,) = observations(server, planned, "call")
    assert made["tries"] == [[300, "no_answer"], [75, "answered"]]
    assert made["slot"] == int(planned["call"])
    assert (made["intake"], made["observer"]) == ("odk", server.accounts["jean"]["email"])
    said = {key: made["answers"][key] for key in ("channel", "k17", "k32", "k33", "k34")}
    assert said == {"channel": "call", "k17": "12", "k32": "yes", "k33": "3:20", "k34": "2"}


def test_a_visit_that_nobody_planned_is_answered_in_dutch_and_sent(telephone, server, planned):
    found = telephone(
        """
        const root = await odk.open(server);
        const french = odk.find(root, "k14").currentState.label?.asString;
        root.setLanguage(root.languages.find((one) => one.language.includes("(nl)")));
        const dutch = odk.find(root, "k14").currentState.label?.asString;
        odk.fill(root, { Slot: "none" });
        odk.fill(root, { Round: values.round });
        odk.fill(root, { Place: values.place, Way: "visit" });
        const asked = odk.asked(root);
        odk.fill(root, { Came: values.came, k14: "yes", k16: "0", k19: "15", k11: "22.5" });
        odk.fill(root, { k15: ["none", odk.find(root, "k15").currentState.valueOptions[0].value] });
        const wrong = odk.wrong(root);
        odk.fill(root, { k15: [odk.find(root, "k15").currentState.valueOptions[0].value] });
        odk.fill(root, { Sure: true });
        const { status, data } = await odk.instanceOf(root);
        return { french, dutch, asked, wrong, left: odk.wrong(root), status,
          answer: await odk.send(server, data) };
        """,
        round=planned["round"],
        place=planned["place"],
        came=ago(hours=1),
    )
    assert found["french"]
    assert found["dutch"]
    assert found["french"] != found["dutch"]
    assert {"Came", "k01", "k16", "k70"} <= set(found["asked"])
    assert not {"ToDo", "k17", "k18", "k32", "k42", "Day", "Began1"} & set(found["asked"])
    assert found["wrong"].count("k15") == 1
    assert (found["left"], found["status"]) == ([], "ready")
    assert found["answer"]["status"] == 201, found["answer"]
    (made,) = observations(server, planned, "visit")
    assert (made["slot"], made["place"]) == (None, int(planned["place"]))
    said = {
        key: made["answers"][key] for key in ("scenario", "channel", "k11", "k14", "k16", "k19")
    }
    assert said == {
        "scenario": planned["scenario"],
        "channel": "visit",
        "k11": "22.5",
        "k14": "yes",
        "k16": "0",
        "k19": "15",
    }


def test_odk_validate_accepts_the_form(server, tmp_path):
    """The grid as it is published, in ODK's own validator (https://docs.getodk.org/validate/)."""
    form = tmp_path / "observation.xml"
    code = (
        "from observatory.observations.openrosa.xforms import write_xform\n"
        "from observatory.questionnaires.queries import current_version\n"
        f"open({str(form)!r}, 'wb').write(write_xform(current_version('observation')))"
    )
    server.manage("shell", "-v", "0", "-c", code)
    java = shutil.which("java")
    assert java, "Java is missing: script/test installs it"
    ended = subprocess.run(
        [java, "-Djava.awt.headless=true", "-jar", str(VALIDATE), str(form)],
        check=False,
        capture_output=True,
        text=True,
    )
    said = ended.stdout + ended.stderr
    assert ended.returncode == 0, said
    assert "Xform is valid" in said, said
