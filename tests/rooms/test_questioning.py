"""The mail that kept a promise comes back: its owner is told, a person decides, nothing is undone silently."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from evenkeel.cases.verbs import acknowledge, reply
from evenkeel.conversations.models import Message
from evenkeel.notifications.bounces import bounced
from evenkeel.notifications.models import Notification
from evenkeel.promises.models import Evidence, Promise
from evenkeel.promises.questioning import decide_evidence
from evenkeel.refusal import NotAllowed, Refused
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk, post_goes_out, time_passes
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(outgoing_mail):
    return open_desk()


@pytest.fixture
def kept_by_mail(desk):
    """The word that was owed is kept by a mail, and the mail comes back."""
    case = furious_case(desk)
    owed = Promise.objects.get(case=case, origin="cadence")
    acknowledge(case, user=desk.ben, now=NOW)
    reply(case, author=desk.ben, text="We are on it.", now=NOW + MINUTE, key="r1")
    post_goes_out(NOW + MINUTE)
    owed.refresh_from_db()
    assert owed.state == "kept"
    assert bounced(Message.objects.get(text="We are on it."), "550 no such user", NOW + 2 * MINUTE) == 1
    owed.refresh_from_db()
    return owed


def test_it_stays_kept_and_its_owner_is_asked(desk, kept_by_mail):
    evidence = kept_by_mail.evidence.get()
    assert (kept_by_mail.state, evidence.is_in_question) == ("kept", True)
    asked = Notification.objects.get(kind="evidence_bounced")
    assert asked.user == kept_by_mail.owner
    assert Event.objects.filter(kind="evidence_bounced").count() == 1
    page = Client(headers={"accept": "text/html"})
    page.force_login(desk.chidi, backend="django.contrib.auth.backends.ModelBackend")
    assert Event.objects.filter(kind="promise_broken").count() == 0
    check_invariants()


def test_a_person_says_that_it_counts_all_the_same(desk, kept_by_mail):
    evidence = kept_by_mail.evidence.get()
    with pytest.raises(NotAllowed):
        decide_evidence(evidence, stands=True, because="x", by=desk.lena, now=NOW + 3 * MINUTE)
    with pytest.raises(Refused, match="how you know"):
        decide_evidence(evidence, stands=True, because=" ", by=desk.ben, now=NOW + 3 * MINUTE)
    decide_evidence(evidence, stands=True, because="Ada has it, she rang", by=desk.ben, now=NOW + 3 * MINUTE)
    kept_by_mail.refresh_from_db()
    assert kept_by_mail.state == "kept"
    with pytest.raises(Refused, match="Nobody asks"):
        decide_evidence(evidence, stands=False, because="x", by=desk.ben, now=NOW + 4 * MINUTE)
    check_invariants()


def test_it_never_arrived_and_there_is_time_left_so_it_is_open_again(desk, kept_by_mail):
    decide_evidence(
        kept_by_mail.evidence.get(), stands=False, because="She rang: nothing came", by=desk.ben, now=NOW + 3 * MINUTE
    )
    kept_by_mail.refresh_from_db()
    assert (kept_by_mail.state, kept_by_mail.settled_at) == ("made", None)
    time_passes(kept_by_mail.due_at)
    kept_by_mail.refresh_from_db()
    assert kept_by_mail.state == "broken"
    assert kept_by_mail.broken_at == kept_by_mail.due_at
    check_invariants()


def test_it_never_arrived_and_its_time_has_passed_so_it_is_broken_as_of_then(desk, kept_by_mail):
    later = kept_by_mail.due_at + 5 * MINUTE
    decide_evidence(kept_by_mail.evidence.get(), stands=False, because="nothing came", by=desk.chidi, now=later)
    kept_by_mail.refresh_from_db()
    assert (kept_by_mail.state, kept_by_mail.broken_at) == ("broken", kept_by_mail.due_at)
    check_invariants()


def test_what_was_broken_stays_broken(desk, kept_by_mail):
    Promise.objects.filter(pk=kept_by_mail.pk).update(state="kept_late", broken_at=kept_by_mail.due_at)
    Event.objects.create(
        case=kept_by_mail.case, kind="promise_broken", at=kept_by_mail.due_at, recorded_at=NOW, actor="clock",
        data={"promise_id": kept_by_mail.pk, "what": "", "due": ""},
    )  # fmt: skip
    decide_evidence(kept_by_mail.evidence.get(), stands=False, because="x", by=desk.ben, now=NOW + 3 * MINUTE)
    kept_by_mail.refresh_from_db()
    assert kept_by_mail.state == "broken"
    check_invariants()


def test_the_case_shows_the_question_and_takes_the_answer(desk, kept_by_mail):
    client = Client(headers={"accept": "text/html"})
    client.force_login(desk.chidi, backend="django.contrib.auth.backends.ModelBackend")
    evidence = Evidence.objects.get(promise=kept_by_mail)
    answer = client.post(f"/evidence/{evidence.pk}/decision/", {"decision": "stands", "because": "She rang"})
    assert answer.status_code == 303
    evidence.refresh_from_db()
    assert evidence.decided_by == desk.chidi
