"""What is said: replies, drafts, notes, calls."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from evenkeel.cases import verbs as cases
from evenkeel.cases.reads import get_case
from evenkeel.clock.reads import database_now
from evenkeel.conversations.models import Signal
from evenkeel.conversations.verbs import dismiss_signal
from evenkeel.desk import proposing, typed
from evenkeel.desk.door import SignedIn, act, render, see
from evenkeel.desk.views.case import path, show, show_of_delivery, show_of_signal
from evenkeel.notifications.models import Delivery
from evenkeel.notifications.outcomes import decide_uncertain


@act(show)
def reply(request: SignedIn, pk: int) -> HttpResponse:
    case, text = get_case(pk), request.POST.get("text", "")
    zone = case.contact.zone
    message = cases.reply(
        case,
        author=request.user,
        text=text,
        now=database_now(),
        key=typed.key(request.POST),
        confirmed=proposing.confirmed(request.POST, text, zone),
        next_update_at=typed.moment(request.POST, "next_update_at", zone),
    )
    return see(path(pk, f"#message-{message.pk}"))


@login_required
@require_POST
def draft(request: SignedIn, pk: int) -> HttpResponse:
    """As one types: what is read in it. Nothing is kept and nothing is held back."""
    case, text, now = get_case(pk), request.POST.get("text", ""), database_now()
    context = {
        "now": now,
        "case": case,
        "their_zone": case.contact.zone,
        "proposals": proposing.proposals(case, request.user, text, now) if text.strip() else [],
        "findings": proposing.findings(case, request.user, text) if len(text.split()) > 3 else [],
        "read_text": proposing.fingerprint(text),
        "written": bool(text.strip()),
    }
    return render(request, "_draft.html", context)


@act(show)
def note(request: SignedIn, pk: int) -> HttpResponse:
    cases.note(
        get_case(pk),
        author=request.user,
        text=request.POST.get("text", ""),
        now=database_now(),
        key=typed.key(request.POST),
    )
    return see(path(pk, "#newest"))


@act(show)
def call(request: SignedIn, pk: int) -> HttpResponse:
    now, data = database_now(), request.POST
    seconds = typed.number(data, "minutes") * 60 + typed.number(data, "seconds")
    started = typed.moment(data, "started_at", request.user.time_zone) or now - timedelta(seconds=max(seconds, 0))
    cases.log_call(
        get_case(pk),
        user=request.user,
        outcome=data.get("outcome", ""),
        seconds=seconds,
        now=now,
        started_at=started,
        note_text=data.get("note", ""),
        direction="in" if data.get("direction") == "in" else "out",
        key=typed.key(data),
    )
    return see(path(pk, "#newest"))


@act(show_of_signal)
def signal_dismissal(request: SignedIn, pk: int) -> HttpResponse:
    signal = Signal.objects.select_related("message__conversation").get(pk=pk)
    dismiss_signal(signal, by=request.user, because=request.POST.get("because", ""), now=database_now())
    return see(path(signal.message.conversation.case_id or 0, f"#message-{signal.message_id}"))


@act(show_of_delivery)
def delivery_decision(request: SignedIn, pk: int) -> HttpResponse:
    delivery = Delivery.objects.select_related("notification").get(pk=pk)
    decide_uncertain(delivery, send_again=request.POST.get("decision") == "again", by=request.user, now=database_now())
    return see(path(delivery.notification.case_id or 0))
