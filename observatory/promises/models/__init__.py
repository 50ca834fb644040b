"""Promises in their exact words, what became of them, and facts in our own words with their source."""

from .promise import Promise, PromiseQuerySet, Source, SourcedFact, Update
from .speech import Correction, Proposal, Reply
from .watching import MailWish, Watch

__all__ = [
    "Correction",
    "MailWish",
    "Promise",
    "PromiseQuerySet",
    "Proposal",
    "Reply",
    "Source",
    "SourcedFact",
    "Update",
    "Watch",
]
