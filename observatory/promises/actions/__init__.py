"""Every write about promises."""

from .conflict import Conflict, Mistake
from .copies import MOVES as FILE_MOVES
from .copies import keep_file, move_file
from .corrections import CORRECTED, correct_promise, written
from .facts import FACT_PARTS, correct_fact, fact_written
from .links import link_promise
from .loading import load_promises
from .proposals import (
    accept_proposal,
    bring_back_proposal,
    propose_update,
    purge_proposals,
    read_proposer,
    refuse_proposal,
)
from .replies import REPLY_PARTS, correct_reply, record_reply, take_back_reply
from .sources import keep_copy, mark_gone
from .taking_back import correct_update, take_back_update
from .telling import tell_due
from .updates import confirm_update, record_update, update_mistakes, withdraw_update
from .watching import choose_promise_mail, unwatch_promise, watch_promise
from .writing import mark_contested, promise_mistakes, write_promise

__all__ = [
    "CORRECTED",
    "FACT_PARTS",
    "FILE_MOVES",
    "REPLY_PARTS",
    "Conflict",
    "Mistake",
    "accept_proposal",
    "bring_back_proposal",
    "choose_promise_mail",
    "confirm_update",
    "correct_fact",
    "correct_promise",
    "correct_reply",
    "correct_update",
    "fact_written",
    "keep_copy",
    "keep_file",
    "link_promise",
    "load_promises",
    "mark_contested",
    "mark_gone",
    "move_file",
    "promise_mistakes",
    "propose_update",
    "purge_proposals",
    "read_proposer",
    "record_reply",
    "record_update",
    "refuse_proposal",
    "take_back_reply",
    "take_back_update",
    "tell_due",
    "unwatch_promise",
    "update_mistakes",
    "watch_promise",
    "withdraw_update",
    "write_promise",
    "written",
]
