"""Someone of the public says what happened; editors decide."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from observatory.limits.actions import hit
from observatory.limits.queries import who_is
from observatory.people.queries import system_actor
from observatory.promises.actions import (
    Conflict,
    Mistake,
    accept_proposal,
    bring_back_proposal,
    propose_update,
    read_proposer,
    refuse_proposal,
)
from observatory.promises.forms import (
    AcceptForm,
    EnteredProposalForm,
    ProposalForm,
    ReasonForm,
    RefuseForm,
    as_spoken,
)
from observatory.promises.models import Promise, Proposal
from observatory.promises.permissions import may_edit
from observatory.promises.queries import decided_proposals, describe_proposal, waiting_proposals
from observatory.promises.states import ProposalState, Refusal, Way
from observatory.ui.access import open_to_all
from observatory.vault.queries import has_contact

from .page import acting, editors_only, my_promise, see_other

# One person has a few things to tell, not a hundred.
PROPOSALS, WINDOW = 10, timedelta(hours=1)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def promise_propose(request: HttpRequest, code: str) -> HttpResponse:
    """Let anyone say what happened to a promise; an editor reads it before anything is public."""
    found = get_object_or_404(Promise, code=code)
    form = ProposalForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        now = timezone.now()
        if hit(
            scope="promise-proposal", who=who_is(request), limit=PROPOSALS, window=WINDOW, at=now
        ):
            propose_update(
                promise=found,
                **form.cleaned_data,
                language=get_language() or "fr",
                way=Way.WEB,
                by=system_actor("public"),
                at=now,
            )
            return see_other(reverse("promise_proposed", args=[found.code]))
        form.add_error(None, _("Il y a eu trop d’essais. Réessayez dans une heure."))
        status = 429
    return render(request, "promises/propose.html", {"promise": found, "form": form}, status=status)


@open_to_all
@require_safe
def promise_proposed(request: HttpRequest, code: str) -> HttpResponse:
    """Thank whoever told something: it is on disk."""
    found = get_object_or_404(Promise, code=code)
    return render(request, "promises/proposed.html", {"promise": found})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_proposal_enter(request: HttpRequest, code: str) -> HttpResponse:
    """Enter for someone what she told by phone, on paper, or at a desk."""
    found = my_promise(request, code)
    form = EnteredProposalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = {**form.cleaned_data, "way": Way(form.cleaned_data["way"])}
        propose_update(
            promise=found,
            **said,
            language=get_language() or "fr",
            by=acting(request),
            at=timezone.now(),
        )
        messages.success(request, _("C’est noté. Cela attend une décision."))
        return see_other(reverse("promise_proposals"))
    return render(request, "promises/proposal_enter.html", {"promise": found, "form": form})


@editors_only
@require_safe
def promise_proposals(request: HttpRequest) -> HttpResponse:
    """List what the public proposed: the oldest that wait first, then what was decided."""
    waiting, is_more = waiting_proposals(acting(request))
    context = {
        "waiting": waiting,
        "is_more": is_more,
        "decided": decided_proposals(acting(request)),
    }
    return render(request, "promises/proposals.html", context)


def _my_proposal(request: HttpRequest, pk: int) -> Proposal:
    found = get_object_or_404(
        Proposal.objects.select_related("promise", "update_written__promise"), pk=pk
    )
    if not may_edit(acting(request), found.promise.territory_id):
        raise PermissionDenied
    return found


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one proposal; write an update of it, refuse it, undo either, see how to reach the person."""
    found = _my_proposal(request, pk)
    promise, do = found.promise, request.POST.get("do", "")
    now = {"revision": promise.revision}
    forms = {
        "accept": AcceptForm(
            request.POST if do == "accept" else None,
            promise=promise,
            initial={
                **now,
                "transition": "",
                "happened": as_spoken(found.happened),
                "source_url": found.source_url,
                "source_on_paper": found.source_on_paper,
            },
        ),
        "refuse": RefuseForm(request.POST if do == "refuse" else None, auto_id="refuse_%s"),
        "undo": ReasonForm(request.POST if do == "undo" else None, initial=now, auto_id="undo_%s"),
    }
    # Of a refusal no reason is asked: nothing was public.
    forms["undo"].fields["reason"].required = found.update_written_id is not None
    chosen = forms.get(do)
    if chosen is not None and (do == "undo") == (found.state == ProposalState.WAITING):
        _say_decided(request)
        return see_other(reverse("promise_proposal", args=[found.pk]))
    if chosen is not None and chosen.is_valid() and _decided(request, found, do, forms):
        return see_other(reverse("promise_proposals"))
    context = {
        "proposal": describe_proposal(found),
        "promise": promise,
        "forms": forms,
        "wrong": chosen,
        "has_contact": has_contact(found.subject),
        "contact": read_proposer(proposal=found, by=acting(request), at=timezone.now())
        if do == "contact"
        else "",
    }
    return render(request, "promises/proposal.html", context)


def _say_decided(request: HttpRequest) -> None:
    messages.error(
        request,
        _("Quelqu’un d’autre a décidé ou écrit entre-temps. Rien n’a été enregistré : regardez."),
    )


def _decided(
    request: HttpRequest,
    found: Proposal,
    do: str,
    forms: dict[str, AcceptForm | RefuseForm | ReasonForm],
) -> bool:
    """Decide as the form says; tell whether it was done, and say on the form why not."""
    said, form = forms[do].cleaned_data, forms[do]
    who, now = acting(request), timezone.now()
    try:
        if do == "accept":
            update = accept_proposal(proposal=found, **said, by=who, at=now)
            messages.success(
                request,
                _("C’est noté, et visible sur la page publique.")
                if update.applied_at
                else _("C’est noté. Une deuxième personne doit encore être d’accord."),
            )
        elif do == "refuse":
            refuse_proposal(proposal=found, reason=Refusal(said["reason"]), by=who, at=now)
            messages.success(request, _("C’est refusé. Dans 30 jours, ce sera effacé."))
        else:
            bring_back_proposal(proposal=found, **said, by=who, at=now)
            messages.success(request, _("Cela attend de nouveau une décision."))
    except Conflict:
        _say_decided(request)
        if "revision" in form.data:
            fresh = Promise.objects.get(pk=found.promise_id)
            form.data = {**request.POST.dict(), "revision": fresh.revision}
    except Mistake as mistake:
        form.say(mistake.mistakes)
    else:
        return True
    found.refresh_from_db()
    return False
