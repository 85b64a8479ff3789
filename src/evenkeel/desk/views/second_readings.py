"""What a language model proposed is answered by a person, on the page of the case or of the conversation."""

from __future__ import annotations

from django.http import HttpResponse

from evenkeel.cases import verbs as cases
from evenkeel.clock.reads import database_now
from evenkeel.conversations.models import ProposedSignal
from evenkeel.desk.door import NOTHING_KEPT, Kept, SignedIn, act, see
from evenkeel.desk.views import case as case_page
from evenkeel.desk.views import conversations as conversation_page

PROPOSALS = ProposedSignal.objects.select_related("reading__message__conversation__case")


def _show(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    conversation = PROPOSALS.get(pk=pk).reading.message.conversation
    if conversation.case_id is not None:
        return case_page.show(request, conversation.case_id, kept=kept)
    return conversation_page.show(request, conversation.pk, kept=kept)


@act(_show)
def proposal_confirmation(request: SignedIn, pk: int) -> HttpResponse:
    proposal = PROPOSALS.get(pk=pk)
    cases.confirm_proposal(proposal, by=request.user, now=database_now())
    return see(_place(proposal))


@act(_show)
def proposal_dismissal(request: SignedIn, pk: int) -> HttpResponse:
    proposal = PROPOSALS.get(pk=pk)
    cases.dismiss_proposal(proposal, by=request.user, because=request.POST.get("because", ""), now=database_now())
    return see(_place(proposal))


def _place(proposal: ProposedSignal) -> str:
    message = PROPOSALS.get(pk=proposal.pk).reading.message
    anchor = f"#message-{message.pk}"
    if message.conversation.case_id is not None:
        return case_page.path(message.conversation.case_id, anchor)
    return f"/conversations/{message.conversation_id}/{anchor}"
