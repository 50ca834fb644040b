"""Photos: seen by moderators only, blackened, shown or erased."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from observatory.kit.pictures import PictureRefused
from observatory.moderation import actions
from observatory.moderation.forms import BlackenForm
from observatory.moderation.permissions import can_moderate
from observatory.people.access import requires_role
from observatory.people.models import Role
from observatory.reports.models import Photo
from observatory.vault.queries import read_blob

from .deciding import show_conflict
from .page import fetch_report, show_report


def _fetch_photo(request: HttpRequest, pk: int) -> Photo:
    photo = (
        Photo.objects.filter(pk=pk)
        .select_related("report__territory", "blob", "public_blob")
        .first()
    )
    if photo is None:
        raise Http404
    if not can_moderate(request.user, photo.report):  # type: ignore[arg-type]
        raise PermissionDenied
    return photo


@requires_role(Role.MODERATOR)
@require_safe
def moderation_picture(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """Give the picture as received ("recue") or blackened ("noircie"), decrypted, never kept."""
    photo = _fetch_photo(request, pk)
    blob = {"recue": photo.blob, "noircie": photo.public_blob}.get(which)
    if blob is None:
        raise Http404
    response = HttpResponse(read_blob(blob), content_type="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    return response


@requires_role(Role.MODERATOR)
@require_POST
def moderation_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Blacken, show, hide or erase a photo: the button says which."""
    photo = _fetch_photo(request, pk)
    uuid = photo.report.uuid
    form = BlackenForm(request.POST, auto_id=f"photo{pk}_%s")
    decision = request.POST.get("decision", "")
    done: Promise
    try:
        if decision == "blacken":
            if not form.is_valid():
                return _again(request, uuid, form)
            done = _blacken(request, photo, form)
        elif decision == "approve":
            seen = _seen(request)
            actions.approve_photo(photo=photo, seen=seen, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            done = _("La photo est publiée.")
        elif decision == "hide":
            actions.hide_photo(photo=photo, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            done = _("La photo n’est plus publiée.")
        elif decision == "refuse":
            actions.refuse_photo(photo=photo, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            done = _("La photo est effacée.")
        else:
            raise Http404
    except actions.Conflict:
        return show_conflict(request, uuid)
    except actions.ConsentMissing:
        form.add_error(None, _("La personne n’est pas d’accord que sa photo soit montrée."))
        return _again(request, uuid, form)
    except actions.PersonalDataLeft:
        form.add_error("description", _("Enlevez les données personnelles de cette phrase."))
        return _again(request, uuid, form)
    except PictureRefused:
        form.add_error(None, _("Cette photo ne peut pas être lue. Effacez-la."))
        return _again(request, uuid, form)
    messages.success(request, str(done))
    response = HttpResponseRedirect(reverse("moderation_report", args=[uuid]) + "#photos")
    response.status_code = 303
    return response


def _blacken(request: HttpRequest, photo: Photo, form: BlackenForm) -> Promise:
    actions.blacken_photo(
        photo=photo,
        boxes=form.boxes,
        description=form.cleaned_data["description"],
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    return _("La photo est noircie. Une autre personne doit encore être d’accord.")


def _seen(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("seen", ""))
    except ValueError as error:
        raise Http404 from error


def _again(request: HttpRequest, uuid: UUID, form: Form) -> HttpResponse:
    return show_report(request, fetch_report(request, uuid), status=422, photo=form)
