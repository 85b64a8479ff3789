"""Ladders at the same moment: two leads, two climbs that want the next in turn, an acknowledgement beside a refusal."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from evenkeel.cases.ladders.versions import ladder, supersede_ladder
from evenkeel.cases.models import Case, Climb, EscalationPolicy
from evenkeel.cases.verbs import acknowledge, decline_page
from evenkeel.cases.verbs.climbing import start_climb
from evenkeel.cases.verbs.holding import locked
from evenkeel.clock.verbs import fire_due
from evenkeel.people.models import Membership, Team
from evenkeel.refusal import Refused, Stale
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk, time_passes

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk():
    return open_desk()


def at_once(*works):
    """All of them begun at the same moment, in threads of their own; what each returned, or the Refused it met."""
    answers, start = [None] * len(works), threading.Barrier(len(works))

    def run(n, work):
        try:
            connection.ensure_connection()
            start.wait(20)
            answers[n] = work()
        except Exception as error:  # noqa: BLE001 - looked at below
            answers[n] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    bugs = [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refused)]
    assert not bugs, bugs
    return answers


def test_r42_of_two_leads_who_looked_at_the_same_version_one_is_told(desk):
    looked_at = ladder(desk.team, NOW).version
    steps = [{"notify": ["owner"]}, {"notify": ["lead"]}]

    def change():
        return supersede_ladder(desk.team, steps, by=desk.chidi, now=NOW, after=looked_at)

    answers = at_once(*[change] * 4)
    assert len([a for a in answers if isinstance(a, EscalationPolicy)]) == 1
    assert len([a for a in answers if isinstance(a, Stale)]) == 3
    assert sorted(EscalationPolicy.objects.values_list("version", flat=True)) == [1, 2]


def test_climbs_at_the_same_moment_take_turns(desk):
    """Six cases, three people: each is told twice, whichever process was first."""
    crew = Team.objects.create(name="Night crew", last_resort=desk.rosa)
    for user in (desk.dana, desk.lena, desk.sam):
        Membership.objects.create(team=crew, user=user)
    supersede_ladder(desk.team, [{"notify": [f"round_robin:{crew.pk}"]}], by=desk.chidi, now=NOW)
    first = furious_case(desk)
    others = [Case.objects.get(pk=first.pk) for _ in range(5)]
    for case in others:
        case.pk, case._state.adding = None, True
        case.save()

    def climb(case):
        with transaction.atomic():
            start_climb(locked(case), "raced", NOW)

    at_once(*[lambda c=c: climb(c) for c in others])
    told = Counter(name for e in Event.objects.filter(kind="paged") for name in e.data["names"])
    assert told == {"Dana Wolff": 2, "Lena Falk": 2, "Sam Reyes": 2}


def test_r39_an_acknowledgement_a_refusal_and_the_clock_at_once_never_page_afterwards(desk):
    supersede_ladder(desk.team, [{"notify": ["owner"], "wait": "5m"}, {"notify": ["lead"]}], by=desk.chidi, now=NOW)
    case = furious_case(desk)
    due = NOW + 5 * MINUTE
    at_once(
        lambda: acknowledge(case, user=desk.chidi, now=due),
        lambda: decline_page(case, user=desk.ben, now=due),
        lambda: fire_due(due),
    )
    time_passes(due + 20 * MINUTE)
    events = list(Event.objects.filter(case=case).order_by("id").values_list("kind", flat=True))
    assert "acknowledged" in events
    assert "paged" not in events[events.index("acknowledged") :]
    assert not Climb.objects.filter(case=case, ended_at=None).exists()
