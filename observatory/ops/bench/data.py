"""Plausible synthetic reports, many and fast: rows go to the database in bulk.

The distributions are guesses that keep the shapes of real use: a few
municipalities and services hold most reports, one report in three has a
published text, a two-hundredth waits for a moderator. Nothing here looks like
a measurement, and no installation with people in it may be filled with it.
"""

import random
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, F, Max, Min

from observatory.journal.actions import advance_edition
from observatory.kit.keys import keyed_hash
from observatory.places.models import Territory
from observatory.problems.models import Problem, ProblemMonth, ProblemObstacle, TerritoryMonth
from observatory.questionnaires.queries import current_version
from observatory.reports.models import Report, ReportTerm
from observatory.search import engine
from observatory.search.engine import mark_of
from observatory.search.words import stems_of
from observatory.vocabularies.models import Term

BATCH = 20_000
TEXTS = 4_000
FIRST_DAY = date(2024, 1, 1)
DAYS = 1_000
SUBJECTS = [
    "Une personne",
    "Une dame âgée",
    "Un père de famille",
    "Une étudiante",
    "Un voisin",
    "Une maman",
    "Un homme seul",
]
VERBS = [
    "a attendu au guichet",
    "n’a pas pu entrer",
    "a téléphoné onze fois",
    "a écrit une lettre",
    "n’a pas de smartphone",
    "a demandé un rendez-vous",
    "a reçu un code par e-mail",
    "a payé plus cher",
    "a perdu son allocation",
    "est revenue trois fois",
]
PLACES = [
    "à la commune",
    "au CPAS",
    "à la poste",
    "à la gare",
    "à la banque",
    "à la mutuelle",
    "au service population",
    "au service des étrangers",
    "chez le fournisseur d’énergie",
    "au bureau des impôts",
]
ENDS = [
    "sans réponse",
    "avant d’abandonner",
    "avec l’aide de sa fille",
    "pendant une matinée",
    "sous la pluie",
    "parce que la machine ne marchait pas",
    "faute de lecteur de carte",
    "et on l’a renvoyée au site",
    "alors que l’affiche disait le contraire",
    "et personne n’a pu l’aider",
]


def _insert(table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Put rows into a table: COPY on PostgreSQL, one prepared statement on SQLite."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ",".join("?" for _ in columns.split(","))
            connection.connection.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608
                rows,
            )


class _World:
    """What reports are drawn from."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.version = current_version("report").pk
        self.territories = list(Territory.objects.municipalities().order_by("nis"))
        self.services = list(Term.objects.of("service").exclude(code__in=["S98", "S99"]))
        self.obstacles = list(Term.objects.of("obstacle"))
        self.consequences = list(Term.objects.of("consequence"))
        self.profile = [t for t in Term.objects.of("profile") if t.code[0] in "AQR"]
        self.weights_of_places = [1 / (rank + 2) for rank in range(len(self.territories))]
        self.weights_of_services = [1 / (rank + 2) for rank in range(len(self.services))]
        self.problems = self._problems()
        texts = [
            f"{self.random.choice(SUBJECTS)} {self.random.choice(VERBS)} "
            f"{self.random.choice(PLACES)} {self.random.choice(ENDS)}. "
            f"Elle {self.random.choice(VERBS)} {self.random.choice(ENDS)}."
            for _ in range(TEXTS)
        ]
        self.texts = [
            (text, " ".join(dict.fromkeys([mark_of("text", "fr"), *stems_of(text, "fr")])))
            for text in texts
        ]

    def _problems(self) -> dict[tuple[int, int, str], int]:
        at = datetime(2024, 1, 1, tzinfo=UTC)
        by_channel: dict[str, Term] = {}
        for obstacle in self.obstacles:
            by_channel.setdefault(str(obstacle.attributes.get("guarantee") or "none"), obstacle)
        known = {(p.territory_id, p.service_id, p.channel): p.pk for p in Problem.objects.all()}
        Problem.objects.bulk_create(
            Problem(
                territory=territory,
                service=service,
                channel=channel,
                obstacle=by_channel[channel],
                opened_at=at,
                changed_at=at,
            )
            for territory in self.territories
            for service in self.services
            for channel in by_channel
            if (territory.pk, service.pk, channel) not in known
        )
        return {(p.territory_id or 0, p.service_id, p.channel): p.pk for p in Problem.objects.all()}


def _reports(world: _World, first: int, count: int) -> Iterator[dict[str, Any]]:
    draw = world.random
    for pk in range(first, first + count):
        obstacles = draw.sample(world.obstacles, k=1 if draw.random() < 0.6 else 2)
        territory = draw.choices(world.territories, world.weights_of_places)[0]
        service = draw.choices(world.services, world.weights_of_services)[0]
        channel = str(obstacles[0].attributes.get("guarantee") or "none")
        moment = datetime.combine(
            FIRST_DAY + timedelta(days=draw.randrange(DAYS)), datetime.min.time(), UTC
        ) + timedelta(seconds=draw.randrange(86_400))
        luck = draw.random()
        state = (
            "published"
            if luck < 0.30
            else "checked"
            if luck < 0.95
            else "rejected"
            if luck < 0.995
            else "received"
        )
        counted = state in {"published", "checked"}
        uuid = UUID(int=draw.getrandbits(128), version=4)
        yield {
            "pk": pk,
            "uuid": uuid,
            "state": state,
            "territory": territory.pk,
            "service": service.pk,
            "problem": world.problems[(territory.pk, service.pk, channel)] if counted else None,
            "month": moment.date().replace(day=1) if counted else None,
            "moment": moment,
            "terms": [
                *(o.pk for o in obstacles),
                draw.choice(world.consequences).pk,
                draw.choice(world.profile).pk,
            ],
            "text": draw.choice(world.texts) if state == "published" else None,
        }


def fill(total: int, *, seed: int = 1) -> float:
    """Bring the number of reports up to `total`, with tallies and index; return seconds spent."""
    began = time.monotonic()
    last = Report.objects.aggregate(last=Max("pk"))["last"] or 0
    world = _World(seed + last)
    while last < total:
        count = min(BATCH, total - last)
        with transaction.atomic():
            _write(list(_reports(world, last + 1, count)), world.version)
        last += count
    _keys_follow()
    with transaction.atomic():
        _tally()
        advance_edition()
    return time.monotonic() - began


def _plain(value: Any) -> Any:
    """Return the value as SQLite stores it; PostgreSQL takes it as it is."""
    if connection.vendor == "postgresql":
        return value
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _write(reports: list[dict[str, Any]], version: int) -> None:
    _insert(
        "reports_report",
        "id,uuid,code_hash,state,revision,territory_id,whereabouts,service_id,problem_id,intake,"
        "language,questionnaire_id,answers,received_at,changed_at,counted_month,is_urgent,"
        "needs_second_look,is_demo",
        (
            tuple(
                map(
                    _plain,
                    (
                        r["pk"],
                        r["uuid"],
                        keyed_hash(b"bench", str(r["uuid"])),
                        r["state"],
                        1,
                        r["territory"],
                        "known",
                        r["service"],
                        r["problem"],
                        "web",
                        "fr",
                        version,
                        "{}",
                        r["moment"],
                        r["moment"],
                        r["month"],
                        False,
                        False,
                        False,
                    ),
                )
            )
            for r in reports
        ),
    )
    _insert(
        "reports_reportterm",
        "report_id,term_id",
        ((r["pk"], term) for r in reports for term in dict.fromkeys(r["terms"])),
    )
    _insert(
        "reports_consent",
        "report_id,code,granted,wording,language,version,intake,given_at",
        (
            (r["pk"], code, True, "…", "fr", "report v1", "web", _plain(r["moment"]))
            for r in reports
            for code in (("D1", "D2") if r["text"] else ("D1",))
        ),
    )
    told = [r for r in reports if r["text"]]
    _insert(
        "reports_story",
        "report_id,language,original,public_text,approved_at,problem_id",
        ((r["pk"], "fr", "", r["text"][0], _plain(r["moment"]), r["problem"]) for r in told),
    )
    _insert(
        "search_document",
        "id,kind,ref,language,title,excerpt,url_name,url_arg,url_fragment,stems",
        (
            (
                # Above the documents of places, services and problems.
                1_000_000 + r["pk"],
                "text",
                f"report:{r['uuid']}",
                "fr",
                "Bench",
                r["text"][0],
                "problem",
                str(r["problem"]),
                "",
                r["text"][1],
            )
            for r in told
        ),
    )
    if connection.vendor == "sqlite":
        connection.connection.executemany(
            "INSERT INTO search_index(rowid, stems) VALUES (?, ?)",
            ((1_000_000 + r["pk"], r["text"][1]) for r in told),
        )


def _keys_follow() -> None:
    """Let PostgreSQL's counters go on after the keys that were given by hand."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("reports_report", "search_document"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
                )
            cursor.execute("ANALYZE")
    else:
        engine.optimise()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _tally() -> None:
    """Work the tallies out again from the rows, as the actions would have kept them."""
    counted = Report.objects.filter(counted_month__isnull=False)
    ProblemMonth.objects.all().delete()
    ProblemObstacle.objects.all().delete()
    TerritoryMonth.objects.all().delete()
    ProblemMonth.objects.bulk_create(
        ProblemMonth(problem_id=problem, month=month, reports=n)
        for problem, month, n in counted.values_list("problem", "counted_month").annotate(
            n=Count("pk")
        )
    )
    TerritoryMonth.objects.bulk_create(
        TerritoryMonth(territory_id=territory, month=month, reports=n)
        for territory, month, n in counted.values_list("territory", "counted_month").annotate(
            n=Count("pk")
        )
    )
    ProblemObstacle.objects.bulk_create(
        ProblemObstacle(problem_id=problem, obstacle_id=obstacle, reports=n)
        for problem, obstacle, n in ReportTerm.objects.filter(
            term__vocabulary="obstacle", report__counted_month__isnull=False
        )
        .values_list("report__problem", "term")
        .annotate(n=Count("pk"))
    )
    for problem, n, texts, first, last, changed in counted.values_list("problem").annotate(
        n=Count("pk"),
        texts=Count("story"),
        first=Min("counted_month"),
        last=Max("counted_month"),
        changed=Max(F("changed_at")),
    ):
        Problem.objects.filter(pk=problem).update(
            report_count=n, text_count=texts, first_month=first, last_month=last, changed_at=changed
        )
