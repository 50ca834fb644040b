"""Whatever people do, and in whatever order, what is published is what a recount finds."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from observatory.journal.queries import edition_number
from observatory.moderation import actions
from observatory.moderation.actions import Conflict
from observatory.moderation.queries.report import undoable_decision
from observatory.people.queries import system_actor
from observatory.problems.actions import say_me_too
from observatory.problems.models import (
    MeToo,
    Problem,
    ProblemMonth,
    ProblemObstacle,
    TerritoryMonth,
)
from observatory.problems.states import Channel
from observatory.reports.actions import (
    AlreadyChanged,
    add_to_report,
    change_contact,
    set_consent,
    withdraw_report,
)
from observatory.reports.models import Exchange, Photo, Report, ReportTerm, Story, Tombstone
from observatory.reports.queries import consents_in_force
from observatory.reports.states import COUNTED, TRANSITIONS, State
from observatory.search.models import Document
from observatory.vault.models import Blob, Contact
from observatory.vocabularies.queries import terms

from .factories import TEXT, add_photo, make_report

STEPS = 130
RECOUNTED_EVERY = 5
# What may refuse an action; anything else is a mistake of ours.
REFUSALS = (
    Conflict,
    AlreadyChanged,
    actions.NotAllowed,
    actions.ConsentMissing,
    actions.SecondLookNeeded,
    actions.NothingToPublish,
    actions.WrongProblem,
)


class Play:
    """Several people at once, each doing what comes to mind, on what may be an old page."""

    def __init__(self, seed, people, places):
        self.chance = random.Random(seed)  # noqa: S311 - a play, no secret
        self.people, self.places = people, places
        self.at = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
        self.done = Counter()
        self.pages = {}

    def report_arrives(self):
        report = make_report(
            self.chance.choice(self.places),
            service=self.chance.choice(["S01", "S02"]),
            obstacles=self.chance.sample(["P01", "P02", "P05", "P07"], self.chance.randint(1, 3)),
            consents=("D1", "D2", "D3", "D6"),
            text="Je n’ai pas pu entrer." if self.chance.random() < 0.9 else "",
            received_at=self.at - timedelta(days=self.chance.randint(0, 120)),
        )
        if self.chance.random() < 0.2:
            add_photo(report)

    def one_step(self):
        self.at += timedelta(minutes=7)
        reports = list(Report.objects.order_by("pk"))
        if len(reports) < 4 or self.chance.random() < 0.12:
            return self.report_arrives()
        report = self.chance.choice(reports)
        # A page that was read some time ago: its revision may have passed.
        if self.chance.random() < 0.85 or report.pk not in self.pages:
            self.pages[report.pk] = report.revision
        revision = self.pages[report.pk]
        by = self.chance.choice(self.people)
        acts = self.of_moderators(report, revision, by) * 2 + self.of_the_person(report)
        name, act = self.chance.choice(acts)
        try:
            act(at=self.at)
        except REFUSALS:
            self.done["refused"] += 1
        else:
            self.done[name] += 1
        return None

    def of_moderators(self, report, revision, by):
        here = {"report": report, "revision": revision, "by": by}
        text = {"public_text": TEXT, "channel": self.chance.choice(list(Channel.values))}
        chosen = Problem.objects.order_by("?").first() if self.chance.random() < 0.2 else None
        decision = undoable_decision(report)
        acts = [
            ("publish", partial(actions.publish_report, **here, **text, problem=chosen)),
            ("publish", partial(actions.publish_report, **here, **text)),
            ("propose", partial(actions.propose_publication, **here, **text)),
            ("count", partial(actions.count_report, **here, channel=text["channel"])),
            ("agree", partial(actions.agree_publication, **here)),
            ("agree_count", partial(actions.agree_count, **here)),
            ("send_back", partial(actions.send_back, **here)),
            ("ask", partial(actions.ask_person, **here, question="Quel mois ?")),
            ("reject", partial(actions.reject_report, **here, reason=terms("rejection")[0].code)),
            ("mark_urgent", partial(actions.mark_urgent, **here)),
        ]
        if self.chance.random() < 0.9:
            # What the page offers; the rest is someone who makes up a request.
            acts = [
                (name, act)
                for name, act in acts
                if name == "mark_urgent" or report.state in TRANSITIONS[name].before
            ]
        if decision is not None:
            undo = partial(actions.undo_decision, decision=decision, revision=revision, by=by)
            acts += [("undo", undo)] * 2
        for photo in Photo.objects.filter(report=report).select_related("report"):
            acts += [(f"photo {name}", act) for name, act in self.on_photo(photo, by)] * 2
        return acts

    def on_photo(self, photo, by):
        seen = photo.public_blob_id
        return [
            (
                "blacken",
                partial(
                    actions.blacken_photo,
                    photo=photo,
                    boxes=[(0, 0, 0.5, 0.5)],
                    description="Une affiche",
                    by=by,
                ),
            ),
            ("approve", partial(actions.approve_photo, photo=photo, seen=seen, by=by)),
            ("hide", partial(actions.hide_photo, photo=photo, by=by)),
            ("refuse", partial(actions.refuse_photo, photo=photo, by=by)),
        ]

    def of_the_person(self, report):
        public = system_actor("public")
        here = {"report": report, "by": public}
        words = {"wording": "Oui", "language": "fr", "intake": "web"}
        code = self.chance.choice(["D2", "D3", "D5", "D6", "D7"])
        granted = self.chance.random() < 0.4
        consent = partial(set_consent, **here, **words, code=code, granted=granted)
        acts = [
            (f"{'give' if granted else 'take back'} {code}", consent),
            ("add", partial(add_to_report, **here, text="C’était en juin.")),
            ("withdraw", partial(withdraw_report, **here)),
        ]
        if consents_in_force(report).get("D3"):
            contact = partial(change_contact, **here, values={"phone": "02 000 00 00"})
            acts.append(("contact", contact))
        if report.problem is not None:
            acts.append(
                (
                    "me too",
                    partial(
                        say_me_too,
                        problem=report.problem,
                        territory=None,
                        month=self.at.date().replace(day=1),
                        client_hash=str(self.chance.randint(1, 4)),
                        by=public,
                    ),
                )
            )
        return acts


def recount():
    """Compare every tally and every public trace with the reports themselves."""
    counted = list(Report.objects.filter(state__in=COUNTED))
    published = [one for one in counted if one.state == State.PUBLISHED]
    for one in Report.objects.all():
        is_counted = one.state in COUNTED
        assert (one.problem_id is not None, one.counted_month is not None) == (is_counted,) * 2
    assert _nonzero(Problem, "pk", "report_count") == Counter(one.problem_id for one in counted)
    assert _nonzero(Problem, "pk", "text_count") == Counter(one.problem_id for one in published)
    assert _nonzero(ProblemMonth, ("problem_id", "month"), "reports") == Counter(
        (one.problem_id, one.counted_month) for one in counted
    )
    assert _nonzero(TerritoryMonth, ("territory_id", "month"), "reports") == Counter(
        (one.territory_id, one.counted_month) for one in counted
    )
    problem_of = {one.pk: one.problem_id for one in counted}
    obstacles = Counter(
        (problem_of[report], term)
        for report, term in ReportTerm.objects.filter(
            report__in=problem_of, term__vocabulary="obstacle"
        ).values_list("report_id", "term_id")
    )
    assert _nonzero(ProblemObstacle, ("problem_id", "obstacle_id"), "reports") == obstacles
    said = MeToo.objects.filter(is_set_aside=False)
    assert _nonzero(Problem, "pk", "me_too_count") == Counter(
        said.values_list("problem_id", flat=True)
    )
    assert _nonzero(ProblemMonth, ("problem_id", "month"), "me_too") == Counter(
        said.exclude(month=None).values_list("problem_id", "month")
    )
    _recount_periods(counted)
    _recount_titles(obstacles)
    _recount_texts(published)
    _recount_what_is_held(published)


def _nonzero(model, key, tally):
    keys = key if isinstance(key, tuple) else (key,)
    rows = model.objects.exclude(**{tally: 0}).values_list(*keys, tally)
    return Counter({row[0] if len(keys) == 1 else row[:-1]: row[-1] for row in rows})


def _recount_periods(counted):
    for problem in Problem.objects.all():
        months = [one.counted_month for one in counted if one.problem_id == problem.pk]
        shown = (problem.first_month, problem.last_month)
        assert shown == ((min(months), max(months)) if months else (None, None))


def _recount_titles(obstacles):
    for problem in Problem.objects.public():
        mine = {term: n for (pk, term), n in obstacles.items() if pk == problem.pk}
        assert mine[problem.obstacle_id] == max(mine.values())


def _recount_texts(published):
    shown = Story.objects.filter(approved_at__isnull=False)
    assert sorted(shown.values_list("report_id", "problem_id")) == sorted(
        (one.pk, one.problem_id) for one in published
    )
    assert not shown.filter(public_text="").exists()
    found = Document.objects.filter(kind="text").values_list("ref", flat=True)
    assert sorted(found) == sorted(one.subject for one in published)
    named = Document.objects.filter(kind="problem").values_list("ref", flat=True)
    assert Counter(named) == Counter(
        {f"problem:{pk}": 3 for pk in Problem.objects.public().values_list("pk", flat=True)}
    )


def _recount_what_is_held(published):
    for one in published:
        held = consents_in_force(one)
        assert held["D1"]
        assert held["D2"]
    for photo in Photo.objects.filter(approved_at__isnull=False).select_related("report"):
        assert photo.report.state == State.PUBLISHED
        assert photo.public_blob_id is not None
        assert consents_in_force(photo.report)["D6"]
    in_use = {
        key
        for pair in Photo.objects.values_list("blob_id", "public_blob_id")
        for key in pair
        if key is not None
    }
    assert set(Blob.objects.values_list("pk", flat=True)) == in_use
    subjects = {one.subject for one in Report.objects.all()}
    assert set(Contact.objects.values_list("subject", flat=True)) <= subjects
    gone = set(Tombstone.objects.values_list("uuid", flat=True))
    assert not gone & set(Report.objects.values_list("uuid", flat=True))


def what_is_public():
    """Return all that public pages are made of."""
    return [
        list(rows)
        for rows in (
            Problem.objects.public()
            .order_by("pk")
            .values_list(
                "pk", "report_count", "obstacle_id", "me_too_count", "first_month", "last_month"
            ),
            Story.objects.filter(approved_at__isnull=False)
            .order_by("pk")
            .values_list("pk", "public_text", "problem_id"),
            Photo.objects.filter(approved_at__isnull=False)
            .order_by("pk")
            .values_list("pk", "public_blob_id"),
            Document.objects.order_by("pk").values_list("pk", "title", "stems"),
        )
    ]


@pytest.fixture(autouse=True)
def _files_apart(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


@pytest.mark.parametrize("seed", [1030, 1080])
def test_after_many_actions_by_many_people_the_numbers_are_those_of_a_recount(
    seed, mireille, marc, schaerbeek
):
    play = Play(seed, [mireille, marc, system_actor("worker")], [schaerbeek, schaerbeek, None])
    public, edition = what_is_public(), edition_number()
    for step in range(STEPS):
        play.one_step()
        before, public = public, what_is_public()
        before_edition, edition = edition, edition_number()
        assert public == before or edition > before_edition, "a page changed in the same edition"
        if step % RECOUNTED_EVERY == 0:
            recount()
    recount()
    assert len(play.done) > 15, play.done


def test_when_everyone_withdraws_nothing_is_left_that_one_could_read(
    client, mireille, marc, schaerbeek
):
    play = Play(1190, [mireille, marc], [schaerbeek, None])
    for _ in range(STEPS // 3):
        play.one_step()
    problems = list(Problem.objects.values_list("pk", flat=True))
    for report in Report.objects.all():
        withdraw_report(report=report, by=system_actor("public"), at=play.at)
    recount()
    for model in (Report, Story, Photo, Exchange, Blob, Contact):
        assert not model.objects.exists()
    # The promises that the project ships stay findable.
    assert not Document.objects.exclude(kind="struggle").exists()
    assert not Problem.objects.exclude(report_count=0, text_count=0).exists()
    for pk in problems:
        assert client.get(reverse("problem", args=[pk])).status_code == 404
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_index")
            assert cursor.fetchone() == (Document.objects.count(),)
