"""What came in and could not be understood: nothing is lost, a person looks."""

from __future__ import annotations

from django.http import HttpResponse

from evenkeel.clock.reads import database_now
from evenkeel.desk.door import NOTHING_KEPT, Kept, SignedIn, act, page, render, see
from evenkeel.intake import reads as intake
from evenkeel.intake import verbs
from evenkeel.intake.models import InboundItem

SHOWN_OF_RAW = 65_536


def show(request: SignedIn, *, kept: Kept = NOTHING_KEPT, **_which: object) -> HttpResponse:
    return render(request, "set_aside.html", {"items": intake.set_aside()}, kept=kept)


set_aside = page(show)


def show_item(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    item = InboundItem.objects.select_related("mailbox", "settled_by", "message__conversation").get(pk=pk)
    raw = bytes(item.raw)
    text = raw[:SHOWN_OF_RAW].decode("utf-8", "replace").replace("\0", "␀")
    context = {"item": item, "text": text, "length": len(raw), "cut": len(raw) > SHOWN_OF_RAW}
    return render(request, "set_aside_item.html", context, kept=kept)


item = page(show_item)


@act(show_item)
def retry(request: SignedIn, pk: int) -> HttpResponse:
    tried = verbs.retry(InboundItem.objects.get(pk=pk), by=request.user, now=database_now())
    return see(f"/set-aside/{tried.pk}/")


@act(show_item)
def dismissal(request: SignedIn, pk: int) -> HttpResponse:
    item = InboundItem.objects.get(pk=pk)
    verbs.dismiss(item, by=request.user, because=request.POST.get("because", ""), now=database_now())
    return see("/set-aside/")
