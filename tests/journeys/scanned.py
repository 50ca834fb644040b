"""Twenty filled forms with what is meant on them, and a person who looks at what is doubtful."""

import json

import numpy as np

from observatory.ops.bench.paper.pile import make_pile

from .keys import await_focus, press_and_go

COPIES = 20
SEED = 20

# What is asked at the correction desk, by the key in its page.
ASKED = """
import json
from observatory.paper.models import Doubt
told = {{}}
for one in Doubt.objects.filter(scan__batch__uuid="{pile}").select_related("scan__upload"):
    told[one.pk] = {{name: getattr(one, name) for name in ("kind", "question", "option", "reason")}}
    told[one.pk]["page"] = one.scan.upload.number, one.scan.number
print("ASKED" + json.dumps(told))
"""
# Which sheet of the pile is which copy, and what became of it.
KEPT = """
import json
from observatory.paper.models import Sheet
from observatory.reports.queries.answers import answers_of
told = {{}}
for sheet in Sheet.objects.filter(batch__uuid="{pile}").select_related("report"):
    pages = sorted(sheet.scans.values_list("upload__number", "number"))
    told[sheet.number] = {{
        "pages": pages,
        "state": sheet.state,
        "intake": sheet.report.intake if sheet.report else "",
        "answers": answers_of(sheet.report) if sheet.report else {{}},
    }}
print("KEPT" + json.dumps(told))
"""


def told_by(server, script, mark):
    return json.loads(server.manage("shell", "-v", "0", "-c", script).partition(mark)[2])


def meant(number, layout):
    """Return what the person of a copy means, by question: options, or words."""
    rng = np.random.default_rng([SEED, number])
    options = {}
    for page in layout["pages"]:
        for box in page["boxes"]:
            options.setdefault(box["question"], {})[box["option"]] = None

    def some(question, least, most):
        count = int(rng.integers(least, most + 1))
        chosen = sorted(rng.permutation(len(options[question]))[:count])
        return [list(options[question])[at] for at in chosen]

    answers = {
        "where": [str(rng.choice(["21004", "21015", "21009", "21012"]))],
        "service": some("service", 1, 1),
        "speaks_for": some("speaks_for", 1, 1),
        "obstacles": some("obstacles", 1, 4),
        "positives": some("positives", 0, 1),
        "consequences": [one for one in some("consequences", 0, 3) if one not in {"C15", "C99"}],
        "told_service": some("told_service", 0, 1),
        "age": [str(rng.choice(["A1", "A2", "A3", "A4", "A5"]))],
        "equipment": some("equipment", 0, 2),
        "story": f"Le guichet etait ferme, feuille {number + 1}.",
        "consent_health": ["no"],
        "consent_count": ["yes"],
        "consent_publish": some("consent_publish", 1, 1),
        "ask_bodies": some("ask_bodies", 0, 1),
        "consent_contact": ["no"],
    }
    if number % 3 == 0:
        answers |= {"consent_health": ["yes"], "health_profile": some("health_profile", 1, 2)}
    if answers["told_service"] == ["yes"]:
        answers["told_how"] = some("told_how", 1, 2)
    return answers


def as_kept(answers):
    """Return answers as a stored report gives them back: lists in the order of the questionnaire."""
    return {
        key: sorted(value) if isinstance(value, list) else value
        for key, value in answers.items()
        if value
    }


def fill_pile(folder):
    """Fill the printed forms in `folder`; return the files, and what is on each of their pages."""
    layout = json.loads((folder / "layout.json").read_text())
    answers = [meant(number, layout) for number in range(COPIES)]
    paths, truth = make_pile(
        folder / "forms.pdf",
        folder / "layout.json",
        answers,
        SEED,
        "mixed",
        folder=folder / "pile",
        habits="mixed",
        plant=("double", "foreign"),
    )
    return paths, Pile(answers, truth)


class Pile:
    """What was meant, and which page of which file it stands on."""

    def __init__(self, answers, truth):
        self.answers = answers
        files = list(dict.fromkeys(told["file"] for told in truth))
        self.pages = {(files.index(told["file"]) + 1, told["page_in_file"]): told for told in truth}

    def copy_of(self, pages):
        """Return which copy the pages (file, page in it) are of: they must be of one."""
        (copy,) = {self.pages[tuple(page)]["copy"] for page in pages}
        return copy

    def kept(self, copy):
        """Return the answers of a copy as a stored report gives them back."""
        told = {}
        for key, value in self.answers[copy].items():
            several = key in {
                "speaks_for", "obstacles", "positives", "consequences", "health_profile",
                "age", "equipment", "told_how",
            }  # fmt: skip
            told[key] = value if several or isinstance(value, str) else "".join(value)
        return as_kept(told)


class Corrector:
    """Looks at the picture, decides by keyboard, and goes on until nothing is asked."""

    def __init__(self, page, pile, tell):
        """`tell` says what is asked, by the key in its page."""
        self.page, self.pile, self.tell = page, pile, tell
        self.asked = {}
        self.decided = []

    def correct(self):
        while self.page.locator("form[data-decide]").count():
            key = self.page.locator("form[data-decide] input[name=doubt]").input_value()
            assert key not in self.decided, f"asked twice: {self.asked[key]}"
            self.decided.append(key)
            if key not in self.asked:
                self.asked = self.tell()
            self.decide(self.asked[key])

    def decide(self, asked):
        kind, question = asked["kind"], asked["question"]
        told = self.pile.pages[tuple(asked["page"])]
        if kind == "page":
            self.press(self.key_of(self.about_page(asked["reason"], told)))
            return
        wanted = self.pile.answers[told["copy"]].get(question, [])
        if kind in {"choice", "boxes"}:
            # A list goes on on the next page: asked is what is crossed on this one.
            wanted = [
                box["option"]
                for box in told["boxes"]
                if box["question"] == question and box["state"] == "marked"
            ]
        control = self.page.locator("form[data-decide]").get_attribute("data-control")
        if kind == "box":
            self.press("1" if asked["option"] in wanted else "2")
        elif control in {"text", "month"}:
            await_focus(self.page)
            self.page.keyboard.type(wanted if isinstance(wanted, str) else "")
            self.press("Enter")
        elif control == "boxes":
            for box in self.page.locator("form[data-decide] input[type=checkbox]").all():
                if box.is_checked() != (box.get_attribute("value") in wanted):
                    self.page.keyboard.press(box.get_attribute("data-key"))
            self.press("Enter")
        else:
            assert control == "keys", (control, question)
            self.press(self.key_of(wanted[0] if wanted else ""))

    def about_page(self, reason, told):
        """Return what is decided about a whole page."""
        if reason == "fills_boxes":
            drawn = {box["mark"] for box in told["boxes"] if box["state"] == "marked"}
            return "fills" if "filled" in drawn else "cancels"
        return "seen"

    def key_of(self, value):
        """Return the key of a choice, as it is written on it."""
        button = self.page.locator(f"form[data-decide] button[value='{value}'][data-key]")
        return button.get_attribute("data-key")

    def press(self, key):
        press_and_go(self.page, key)
