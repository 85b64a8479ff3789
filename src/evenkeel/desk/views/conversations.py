"""Conversations that nobody made a case of, and what came with messages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse

from evenkeel.cases import verbs as cases
from evenkeel.clock.reads import database_now
from evenkeel.conversations.models import Attachment, Conversation
from evenkeel.conversations.reads import without_case
from evenkeel.conversations.verbs import file_path
from evenkeel.desk import typed
from evenkeel.desk.casefile import read_conversation
from evenkeel.desk.door import NOTHING_KEPT, Kept, SignedIn, act, page, render, see
from evenkeel.desk.views.case import path
from evenkeel.people.models import Team
from evenkeel.playbooks.reads import triggers

A_PAGE = 40


@page
def conversations(request: SignedIn) -> HttpResponse:
    listed = Paginator(without_case(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "conversations.html", {"listed": listed})


def show(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    found = Conversation.objects.select_related("account", "contact", "case", "team").get(pk=pk)
    before = request.GET.get("before", "")
    stream, earlier = read_conversation(found, int(before) if before.isdigit() else 0)
    context = {
        "conversation": found,
        "stream": stream,
        "earlier": earlier,
        "windowed": bool(before),
        "their_zone": found.contact.zone if found.contact else request.user.time_zone,
        "titles": {code: t.title for code, t in triggers().items()},
        "teams": list(Team.objects.all()[:100]),
    }
    return render(request, "conversation.html", context, kept=kept)


conversation = page(show)


@act(show)
def case_of_conversation(request: SignedIn, pk: int) -> HttpResponse:
    data = request.POST
    team = Team.objects.filter(pk=typed.number(data, "team")).first()
    found = Conversation.objects.select_related("account", "contact", "team").get(pk=pk)
    case = cases.open_by_hand(
        found,
        level=typed.number(data, "level"),
        because=data.get("because", ""),
        by=request.user,
        now=database_now(),
        team=team,
    )
    return see(path(case))


@page
def attachment(_request: SignedIn, pk: int) -> FileResponse:
    """Never shown in the browser, whatever it says it is: it is handed over as a file."""
    found = Attachment.objects.get(pk=pk)
    stored = file_path(found.digest) if found.digest else None
    if stored is None or not stored.is_file():
        raise Http404(found.set_aside or "The content of this attachment was not kept.")
    response = FileResponse(
        stored.open("rb"),
        as_attachment=True,
        filename=found.filename or "attachment",
        content_type="application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
