"""Everything that can happen to bodies, to dossiers and to the consents they rest on."""

from .bodies import DATA, BodyConflict, check_body, load_bodies
from .conflict import Conflict, Mistake
from .consents import answer_for_body, propose_body
from .dossiers import add_items, correct_dossier, prepare_dossier, remove_item
from .reminding import send_reminder
from .stages import send_dossier, take_step, undo_step
from .withdrawing import drop_of_body, drop_on_consent, drop_report, purge_sealed

__all__ = [
    "DATA",
    "BodyConflict",
    "Conflict",
    "Mistake",
    "add_items",
    "answer_for_body",
    "check_body",
    "correct_dossier",
    "drop_of_body",
    "drop_on_consent",
    "drop_report",
    "load_bodies",
    "prepare_dossier",
    "propose_body",
    "purge_sealed",
    "remove_item",
    "send_dossier",
    "send_reminder",
    "take_step",
    "undo_step",
]
