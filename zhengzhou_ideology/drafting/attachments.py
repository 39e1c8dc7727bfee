"""Files of a draft: put into a box of its page, taken off it, and read by those who may."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from zhengzhou_ideology.drafting.models import Attachment
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.files.intake import hint
from zhengzhou_ideology.htmx import HtmxHttpRequest
from zhengzhou_ideology.reach import OutOfReach, reached_or_404

Find = Callable[[Any, int], Any]


@dataclass(frozen=True, kw_only=True)
class Boxes:
    """The boxes of one kind of draft.

    `model` has a key to the draft in the field `owner`, and in `part` the box that a file lies in; `parts` are the boxes
    with what their button says. `find` gives the draft to whoever may see it, `attach(draft, uploads, part, by)` and
    `detach(attachment, by, now)` are the room's acts. `may_read(request, draft, attachment)` is asked of officers;
    `page(draft, part)` is where a browser without scripts goes back to. `names` are the addresses of attach, detach, read.
    """

    model: type[Attachment]
    owner: str
    part: str
    parts: dict[str, str]
    find: Find
    attach: Callable[..., Any]
    detach: Callable[..., Any]
    may_read: Callable[[Any, Any, Any], bool]
    page: Callable[[Any, str], str]
    names: tuple[str, str, str]

    def box(self, draft: Any, part: str, *, removable: bool = True) -> dict[str, Any]:
        """What `components/files.html` shows."""
        return {
            "id": f"files-{part}",
            "part": part,
            "label": self.parts[part],
            "files": self.files(draft, part, removable=removable),
            "upload_url": reverse(self.names[0], args=[draft.pk, part]) if removable else "",
        }

    def files(self, draft: Any, part: str, *, removable: bool = False) -> list[dict[str, Any]]:
        rows: Any = self.model._default_manager
        found = rows.live().filter(**{self.owner: draft, self.part: part}).for_reading()
        return [
            {
                "url": reverse(self.names[2], args=[attachment.pk]),
                "remove_url": reverse(self.names[1], args=[attachment.pk]) if removable else "",
                "name": attachment.file.name,
                "size": attachment.file.size,
                "uploaded_at": attachment.file.uploaded_at,
            }
            for attachment in found
        ]

    def attaching(self) -> Callable[..., HttpResponse]:
        @require_POST
        def view(request: HtmxHttpRequest, pk: int, part: str) -> HttpResponse:
            if part not in self.parts:
                raise Http404
            draft = self.find(request, pk)
            try:
                self.attach(draft, uploads=request.FILES.getlist("files"), part=part, by=request.user)
            except ValidationError as error:
                if request.headers.get("X-Upload"):
                    return JsonResponse({"errors": error.messages}, status=422)
                _say(request, error.messages)
            return self._after(request, draft, part)

        return view

    def detaching(self) -> Callable[..., HttpResponse]:
        @require_POST
        def view(request: HtmxHttpRequest, pk: int) -> HttpResponse:
            attachment = reached_or_404(self.model, pk=pk, removed_at=None)
            draft = self.find(request, getattr(attachment, f"{self.owner}_id"))
            self.detach(attachment, by=request.user, now=now())
            return self._after(request, draft, getattr(attachment, self.part))

        return view

    def reading(self) -> Callable[..., HttpResponseBase]:
        @require_GET
        def view(request: HtmxHttpRequest, pk: int) -> HttpResponseBase:
            """To the organization every file of its drafts, to an officer those that came in."""
            found = reached_or_404(self.model._default_manager.select_related("file"), pk=pk)
            draft = self.find(request, getattr(found, f"{self.owner}_id"))
            own = request.user.acting.organization_id == draft.organization_id
            if not own and not self.may_read(request, draft, found):
                raise OutOfReach
            return download(found.file)

        return view

    def _after(self, request: HtmxHttpRequest, draft: Any, part: str) -> HttpResponse:
        if not (request.headers.get("X-Upload") or request.htmx):
            return redirect(f"{self.page(draft, part)}#files-{part}")
        return render(request, "components/files.html", {**self.box(draft, part), "hint": hint()})


def _say(request: HtmxHttpRequest, sentences: Iterable[str]) -> None:
    for sentence in sentences:
        messages.error(request, sentence)
