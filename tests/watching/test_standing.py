"""How the desk stands: readiness, figures, the page of trust, what was set aside, and what is long past."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client

from evenkeel.clock import auditing, retention, set_aside, standing
from evenkeel.clock.models import Timer
from evenkeel.clock.reads import database_now
from evenkeel.clock.verbs import beat
from evenkeel.clock.watched import PastTimer
from evenkeel.engine.auditing import auditor
from evenkeel.judgement.watching import Finding, Weight, judge, percentile, say_again
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.timeline.models import Event
from harness.api import Caller
from harness.cast import NOW, furious_case, open_desk

pytestmark = pytest.mark.django_db
MANY = 20_000


def finding(weight, code="x", says="Something is wrong."):
    return Finding(code, weight, says, "Do it.")


@pytest.mark.parametrize(
    "weights, answer, sentence",
    [
        ([], "yes", "Yes. Nothing that is owed is late, lost or waiting for a decision."),
        (["note"], "yes", "Yes. Nothing that is owed is late, lost or waiting for a decision."),
        (["part"], "partly", "Not fully: something is wrong."),
        (["part", "stop", "note"], "no", "No: something is wrong. And 1 more below."),
    ],
)
def test_the_answer_is_one_plain_sentence(weights, answer, sentence):
    said = judge([finding(Weight(weight)) for weight in weights])
    assert (said.answer, said.sentence) == (answer, sentence)


@pytest.mark.parametrize("share, value", [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_percentiles(share, value):
    assert percentile(range(1, 101), share) == value
    assert percentile([], share) == 0


def test_the_rhythm_of_telling_widens_to_a_day():
    told, times, hours = NOW, 1, []
    for minute in range(60 * 24 * 4):
        now = NOW + timedelta(minutes=minute)
        if say_again(told, times, now):
            hours.append(round((now - NOW).total_seconds() / 3600, 1))
            told, times = now, times + 1
    assert hours == [0.5, 2.5, 10.5, 34.5, 58.5, 82.5]


def ready(client):
    answer = client.get("/readyz").json()
    return answer["troubles"]


def well(now):
    beat(["clock"], now)
    auditing.keep([], took=0.1, process="", now=now)


def test_readiness_fails_when_nobody_looks_any_more_and_when_the_look_was_cut_short(client):
    now = database_now()
    well(now)
    assert ready(client) == []
    auditing.keep([finding(Weight.STOP, auditing.SLOW)], took=20, process="", now=now)
    assert ready(client) == ["the last audit was not finished in time"]
    auditing.Audit.objects.update(at=now - timedelta(minutes=10))
    assert "nobody has looked since" in ready(client)[0]
    assert client.get("/healthz").status_code == 200


def figures(client) -> dict[str, float]:
    lines = client.get("/metrics").content.decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


def test_the_figures_say_how_long_after_due_things_happened(client):
    now = database_now()
    desk = open_desk(now)
    for n, late in enumerate([0.2, 0.2, 40]):
        at = now - timedelta(minutes=n + 1)
        Timer.objects.create(key=f"t{n}", kind="promise_due", due_at=at - timedelta(seconds=late), run_at=at, armed_at=at, state="done", fired_at=at)  # fmt: skip
    owed = Notification.objects.create(key="n", kind="page", user=desk.ben, subject="s", body="b", created_at=now - timedelta(minutes=9))  # fmt: skip
    for n, (tries, waited) in enumerate([(1, 3), (4, 1)]):
        Delivery.objects.create(notification=owed, channel="mail", address=f"{n}@x.example", state="sent", attempts=tries, urgency=0, not_before=now - timedelta(seconds=60 + waited), sent_at=now - timedelta(seconds=60))  # fmt: skip
    said = figures(client)
    assert said['evenkeel_due_to_fired_quantile_seconds{kind="promise_due",quantile="0.5"}'] == pytest.approx(0.2)
    assert said['evenkeel_due_to_fired_quantile_seconds{kind="promise_due",quantile="0.99"}'] == pytest.approx(40)
    assert said['evenkeel_due_to_fired_seconds_bucket{kind="promise_due",le="0.25"}'] == 2
    quick, slow = (said[f'evenkeel_due_to_sent_by_channel_quantile_seconds{{channel="mail",quantile="{q}"}}'] for q in ("0.5", "0.99"))  # fmt: skip
    assert quick == pytest.approx(3)
    assert slow == pytest.approx(480), "what took four tries is measured from when it was written"
    assert said['evenkeel_due_to_sent_by_urgency_quantile_seconds{quantile="0.5",urgency="0"}'] == pytest.approx(3)
    assert said["evenkeel_audit_age_seconds"] == -1
    assert said["evenkeel_oldest_overdue_seconds"] == 0


def very_many(now, **more):
    rows = (Timer(key=f"m{n}", kind="promise_due", armed_at=now, **more) for n in range(MANY))
    Timer.objects.bulk_create(rows, batch_size=2000)


def test_a_scrape_and_readiness_are_quick_beside_a_very_many_timers(client):
    now = database_now()
    far = now + timedelta(days=300)
    very_many(now, due_at=far, run_at=far)
    well(now)
    figures(client)
    began = time.perf_counter()
    assert figures(client)['evenkeel_timers{state="armed"}'] == MANY
    scrape = time.perf_counter() - began
    began = time.perf_counter()
    assert ready(client) == []
    readiness = time.perf_counter() - began
    assert scrape < 1.0
    assert readiness < 0.5


def test_an_audit_of_a_very_many_timers_ends_in_time():
    now = database_now()
    far = now + timedelta(days=300)
    very_many(now, due_at=far, run_at=far)
    kept = auditor.audit(ping=False)
    assert kept.took < auditor.WITHIN.total_seconds() / 4


def test_what_is_long_past_leaves_the_table_a_few_at_a_time_and_the_ledger_stays():
    long_ago = NOW - timedelta(days=90)
    very_many(long_ago, due_at=long_ago, run_at=long_ago, state="done", fired_at=long_ago, outcome="kept")
    lines = Event.objects.count()
    batches, slowest = 0, 0.0
    for _ in range(4):
        at = time.perf_counter()
        assert retention.thin(NOW, timedelta(days=30)) == retention.BATCH
        slowest, batches = max(slowest, time.perf_counter() - at), batches + 1
    assert Timer.objects.count() == MANY - batches * retention.BATCH
    assert PastTimer.objects.count() == batches * retention.BATCH
    assert PastTimer.objects.first().outcome == "kept"
    assert Event.objects.count() == lines
    assert slowest < 2.0, "a batch that long holds up the clock"


def test_what_a_live_case_did_stays_and_what_is_armed_or_set_aside_too():
    case = furious_case(open_desk())
    long_ago = NOW - timedelta(days=90)
    keep = {"due_at": long_ago, "run_at": long_ago, "armed_at": long_ago, "kind": "promise_due"}
    Timer.objects.create(key="of a live case", case=case, state="done", fired_at=long_ago, **keep)
    for state in ("armed", "parked", "held"):
        Timer.objects.create(key=state, state=state, **keep)
    Timer.objects.create(key="recent", state="done", fired_at=NOW - timedelta(days=29), **keep)
    assert retention.thin(NOW, timedelta(days=30)) == 0
    type(case).objects.filter(pk=case.pk).update(state="confirmed")
    Timer.objects.filter(case=case, state="armed").update(state="cancelled", fired_at=NOW)
    assert retention.thin(NOW, timedelta(days=30)) == 1
    assert PastTimer.objects.get().key == "of a live case"


@pytest.fixture
def parked():
    desk = open_desk()
    case = furious_case(desk)
    timer = Timer.objects.create(key="p", kind="promise_remind", case=case, due_at=NOW, run_at=NOW, armed_at=NOW, state="parked", attempts=8, last_error="KeyError: 'zone'")  # fmt: skip
    return desk, case, timer


def test_a_parked_timer_is_tried_again_by_a_lead_and_by_nobody_else(parked):
    desk, _case, timer = parked
    ben, chidi = Client(), Client()
    ben.force_login(desk.ben)
    chidi.force_login(desk.chidi)
    assert "KeyError" in chidi.get("/trust/").content.decode()
    assert ben.post(f"/timers/{timer.pk}/trial/").status_code == 403
    assert chidi.post(f"/timers/{timer.pk}/trial/").status_code == 303
    timer.refresh_from_db()
    assert (timer.state, timer.attempts) == ("armed", 0)
    assert Event.objects.get(kind="timer_tried_again").actor_name == str(desk.chidi)
    again = chidi.post(f"/timers/{timer.pk}/trial/")
    assert again.status_code == 409
    assert "decided on already" in again.content.decode()


def test_giving_up_wants_a_reason_and_keeps_what_was_typed(parked):
    desk, case, timer = parked
    client = Client()
    client.force_login(desk.chidi)
    assert client.post(f"/timers/{timer.pk}/giving-up/", {"because": ""}).status_code == 422
    assert client.post(f"/timers/{timer.pk}/giving-up/", {"because": "Ben rang her."}).status_code == 303
    assert Event.objects.get(kind="timer_given_up", case=case).data["because"] == "Ben rang her."


def test_the_mark_in_the_bar_is_for_leads_and_turns(parked):
    desk, _case, _timer = parked
    client = Client()
    client.force_login(desk.ben)
    assert "/trust/" not in client.get("/").content.decode()
    client.force_login(desk.chidi)
    assert "cannot be trusted now" in client.get("/").content.decode()
    well(database_now())
    assert "trust-mark trust-yes" in client.get("/").content.decode()


def test_the_api_says_the_same(parked):
    desk, _case, _timer = parked
    now = database_now()
    well(now)
    set_aside.note_backup(now)
    said = Caller(desk.chidi, scope="read").get("/trust").json()
    assert said["answer"] == "yes"
    assert said["timers"]["parked"] == 1
    assert said["backed_up_at"] is not None
    auditing.Audit.objects.all().delete()
    said = Caller(desk.chidi, scope="read").get("/trust").json()
    assert (said["answer"], said["findings"][0]["code"]) == ("no", "audit_old")
    assert said["sentence"] == "No: the desk has never been audited."


def test_an_empty_desk_shows_its_page(parked):
    Timer.objects.all().delete()
    assert standing.fired(NOW) == []
    client = Client()
    client.force_login(parked[0].rosa)
    page = client.get("/trust/").content.decode()
    assert "Nothing in the last 24 hours." in page
    assert client.get("/trust/").status_code == 200
