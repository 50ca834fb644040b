"""Figures as Markdown: what `docs/performance.md` holds."""

from collections.abc import Mapping, Sequence

from .figures import GROUPS, by_effect, by_kind, figures_of, speed_of
from .intervals import Share
from .outcomes import Outcome

Outcomes = Mapping[str, Sequence[Outcome]]
_ERRORS = ("silent errors", "boxes to review")


def percent(share: Share, digits: int = 2) -> str:
    """Return "0.04 % (0.01-0.09), N=7,359"; without any case "0 (to 0.01)"."""
    if not share.of:
        return "-"
    high = f"{100 * share.high:.{digits}f}"
    if not share.found:
        return f"0 (to {high} %), N={share.of:,}"
    low = f"{100 * share.low:.{digits}f}"
    return f"{100 * share.value:.{digits}f} % ({low}-{high}), N={share.of:,}"


def row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def head(cells: Sequence[str]) -> list[str]:
    return [row(cells), "|" + "---|" * len(cells)]


def sets_table(found: Outcomes) -> list[str]:
    """Return the main table: a row for each set."""
    lines = head(
        ["set", "pages registered", "wrong identities", "silent errors", "boxes to review",
         "single choices to a person", "cancelled as marked", "unaccounted"]
    )  # fmt: skip
    for name, outcomes in found.items():
        told = figures_of(outcomes)
        lines.append(
            row(
                [
                    name,
                    percent(told["pages registered"]),
                    f"{told['wrong identities'].found}",
                    percent(told["silent errors"], 3),
                    percent(told["boxes to review"]),
                    percent(told["single choices to a person"], 1),
                    percent(told["cancelled as marked"]),
                    f"{told['pages unaccounted'].found}",
                ]
            )
        )
    return lines


def speed_table(found: Outcomes) -> list[str]:
    """Return a row for each set: CPU on one core."""
    lines = head(
        ["set", "pages a second", "out of the file, ms", "read, ms", "decoding alone, ms", "ratio"]
    )
    for name, outcomes in found.items():
        told = speed_of(outcomes)
        ratio = f"{told['ratio']:.2f}" if "ratio" in told else "-"
        alone = f"{told['decoding_ms']:.1f}" if "ratio" in told else "-"
        lines.append(
            row(
                [name, f"{told['pages_a_second']:.1f}", f"{told['taking_ms']:.1f}",
                 f"{told['reading_ms']:.1f}", alone, ratio]
            )
        )  # fmt: skip
    return lines


def kinds_table(found: Outcomes) -> list[str]:
    """Return a row for each kind of mark: wrong / without doubt, and the share in doubt, by group."""
    groups = {
        name: [outcome for member in members for outcome in found.get(member, ())]
        for name, members in GROUPS.items()
    }
    told = {name: by_kind(outcomes) for name, outcomes in groups.items() if outcomes}
    kinds = list(dict.fromkeys(kind for rows in told.values() for kind in rows))
    lines = head(["kind of mark", *told])
    for kind in kinds:
        cells = [kind]
        for rows in told.values():
            if kind not in rows:
                cells.append("-")
                continue
            wrong, doubtful = rows[kind]
            cells.append(_short(wrong, doubtful))
        lines.append(row(cells))
    return lines


def _short(wrong: Share, doubtful: Share) -> str:
    doubt = f"{100 * doubtful.value:.1f} % in doubt"
    if not wrong.of:
        return f"all of {doubtful.of:,} in doubt"
    if not wrong.found:
        return f"0 of {wrong.of:,} (to {100 * wrong.high:.2f} %), {doubt}"
    interval = f"{100 * wrong.low:.2f}-{100 * wrong.high:.2f} %"
    return f"{wrong.found} of {wrong.of:,} ({interval}), {doubt}"


def effects_table(outcomes: Sequence[Outcome]) -> list[str]:
    """Return a row for each thing that happened to pages."""
    lines = head(["what happened", "pages", "registered", "wrong identities", "silent errors",
                  "boxes to review", "status of the pages"])  # fmt: skip
    for effect, some in sorted(by_effect(outcomes).items()):
        told = figures_of(some)
        statuses: dict[str, int] = {}
        for outcome in some:
            for status in outcome.statuses:
                statuses[status] = statuses.get(status, 0) + 1
        lines.append(
            row(
                [effect, f"{len(some):,}", percent(told["pages registered"], 1),
                 f"{told['wrong identities'].found}",
                 *(percent(told[name], 3 if name == "silent errors" else 1) for name in _ERRORS),
                 ", ".join(f"{count} {name}" for name, count in sorted(statuses.items()))]
            )
        )  # fmt: skip
    return lines
