"""Addresses of promises, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import correcting, documents, proposing, proving, public, team, watching

urlpatterns = [
    path(pgettext_lazy("address", "promesses/"), public.promises, name="promises"),
    path(pgettext_lazy("address", "promesses/<slug:code>/"), public.promise, name="promise"),
    path(
        pgettext_lazy("address", "promesses/<slug:code>/proposer/"),
        proposing.promise_propose,
        name="promise_propose",
    ),
    path(
        pgettext_lazy("address", "promesses/<slug:code>/merci/"),
        proposing.promise_proposed,
        name="promise_proposed",
    ),
    path(
        pgettext_lazy("address", "faits-avec-source/"), public.sourced_facts, name="sourced_facts"
    ),
    path(pgettext_lazy("address", "equipe/promesses/"), team.promise_desk, name="promise_desk"),
    path(
        pgettext_lazy("address", "equipe/promesses/noter/"),
        team.promise_write,
        name="promise_write",
    ),
    path(
        pgettext_lazy("address", "equipe/promesses/propositions/"),
        proposing.promise_proposals,
        name="promise_proposals",
    ),
    path(
        pgettext_lazy("address", "equipe/promesses/propositions/<int:pk>/"),
        proposing.promise_proposal,
        name="promise_proposal",
    ),
    path(
        pgettext_lazy("address", "equipe/promesses/suivies/"),
        watching.promises_watched,
        name="promises_watched",
    ),
    path(
        pgettext_lazy("address", "equipe/promesses/suivies/e-mails/"),
        watching.promises_mail,
        name="promises_mail",
    ),
    path(
        pgettext_lazy("address", "equipe/faits-avec-source/"),
        correcting.facts_edited,
        name="facts_edited",
    ),
    path(
        pgettext_lazy("address", "equipe/faits-avec-source/<int:pk>/"),
        correcting.fact_correct,
        name="fact_correct",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/"),
        team.promise_edit,
        name="promise_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/corriger/"),
        correcting.promise_correct,
        name="promise_correct",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/discutee/"),
        team.promise_contest,
        name="promise_contest",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/constats/<int:pk>/"),
        team.promise_settle,
        name="promise_settle",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/constats/<int:pk>/corriger/"),
        correcting.promise_update_correct,
        name="promise_update_correct",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/constats/<int:pk>/reprendre/"),
        correcting.promise_update_take_back,
        name="promise_update_take_back",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/liens/"),
        team.promise_links,
        name="promise_links",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/proposition/"),
        proposing.promise_proposal_enter,
        name="promise_proposal_enter",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/reponse/"),
        proving.promise_reply,
        name="promise_reply",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/reponse/<int:pk>/corriger/"),
        correcting.promise_reply_correct,
        name="promise_reply_correct",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/reponse/<int:pk>/reprendre/"),
        correcting.promise_reply_take_back,
        name="promise_reply_take_back",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/sources/"),
        proving.promise_sources,
        name="promise_sources",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/sources/<int:pk>/"),
        proving.promise_source,
        name="promise_source",
    ),
    path(
        pgettext_lazy(
            "address", "equipe/promesse/<slug:code>/sources/<int:pk>/copies/<uuid:document>/etat/"
        ),
        documents.promise_source_document_move,
        name="promise_source_document_move",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/documents/<uuid:document>/"),
        documents.promise_document,
        name="promise_document",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/documents/<uuid:document>/etat/"),
        documents.promise_document_move,
        name="promise_document_move",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/suivre/"),
        watching.promise_watch,
        name="promise_watch",
    ),
]
