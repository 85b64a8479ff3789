"""R6: the database goes away under load. PostgreSQL is restarted with `-m immediate`; on SQLite, which is a file, the engine that
holds its transactions open is killed with SIGKILL and the next one recovers the log.
"""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections import Counter

import pytest

from harness import databases
from harness.children import process, told
from harness.processes import Installation

pytestmark = pytest.mark.timeout(240)

ON_POSTGRES = bool(os.environ.get("EVENKEEL_TEST_CLUSTER_URL"))
CASES = 16
BLOWS = 3

# Opened six minutes ago: each case has a page and a reply to its customer to send, and its next rung is due.
LOAD = f"""
import django
django.setup()
from datetime import timedelta
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
from evenkeel.cases.verbs import reply
from evenkeel.clock.reads import database_now
from evenkeel.intake.verbs import keep_mail, open_item
from harness.cast import FURIOUS, mail, open_desk
now = database_now() - timedelta(minutes=6)
desk = open_desk(now)
for n in range({CASES}):
    raw = mail(FURIOUS, sender=f"p{{n}}@firm{{n}}.example", message_id=f"<{{n}}@x>", sent_at=now, subject=f"Press {{n}}")
    case = open_item(keep_mail(raw, mailbox=desk.mailbox, now=now)[0], now).message.conversation.case
    reply(case, author=desk.ben, text=f"We look at it, {{n}}.", now=now, key=f"r{{n}}")
print("ready", flush=True)
"""

COUNT = """
import django
django.setup()
import sys
from evenkeel.clock.models import Timer
from evenkeel.clock.reads import database_now
from evenkeel.notifications.models import Delivery
for _ in sys.stdin:
    now = database_now()
    due = Timer.objects.filter(state="armed", run_at__lte=now).count()
    print(due + Delivery.objects.filter(state="pending", not_before__lte=now).count(), flush=True)
"""

JUDGE = """
import django
django.setup()
import json
from collections import Counter
from django.db import connection
from evenkeel.cases.models import Case
from evenkeel.notifications.models import Delivery
from evenkeel.timeline.models import Event
from evenkeel.clock.reads import database_now
from evenkeel.notifications.delivering import deliver_due
from evenkeel.notifications.leases import LEASE
from harness.invariants import check_invariants
# What died in a sender's hand is let go when its lease has run out.
at = database_now() + LEASE
while deliver_due(lambda: at, "afterwards"):
    pass
check_invariants()
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone()[0] == "ok"
rungs = Counter((e.case_id, e.data["climb"], e.data["rung"]) for e in Event.objects.filter(kind="paged"))
print(json.dumps({
    "cases": Case.objects.count(),
    "doubled": [k for k, n in rungs.items() if n > 1],
    "first_rungs": sum(k[2] == 0 and k[1] == 1 for k in rungs),
    "second_rungs": sum(k[2] == 1 and k[1] == 1 for k in rungs),
    "unknown": sorted(Delivery.objects.filter(state="unknown").values_list("notification__audience", flat=True)),
}), flush=True)
"""


@pytest.fixture
def cluster(monkeypatch):
    """A server of this test's own; as installed, it keeps what it said it kept."""
    if not ON_POSTGRES:
        yield None
        return
    monkeypatch.setitem(databases.SETTINGS, "synchronous_commit", "on")
    cluster = databases.start_cluster()
    yield cluster
    cluster.stop()


@pytest.fixture
def house(tmp_path, smtp_sink, cluster):
    url = cluster.url if cluster else f"sqlite:///{tmp_path}/data/desk.sqlite3"
    with Installation(tmp_path, url, {"EVENKEEL_EMAIL_URL": smtp_sink.url}) as house:
        yield house


def house_child(house, code):
    names = ("EVENKEEL_DATA", "EVENKEEL_DATABASE_URL", "EVENKEEL_EMAIL_URL")
    return process(code, **{name: house.environment[name] for name in names})


def ask(house, code):
    child = house_child(house, code)
    said = child.stdout.readlines()
    assert child.wait(90) == 0
    return said[-1].strip() if said else ""


def restart(cluster) -> None:
    """As `pg_ctl restart -m immediate` does it: no goodbye to anybody, and the log is read on the way up."""
    cluster.process.send_signal(signal.SIGQUIT)
    cluster.process.wait(90)
    time.sleep(0.3)
    assert cluster._start_on_port(cluster.folder / "data")


def test_r06_a_database_torn_down_under_load_loses_nothing_and_doubles_no_customers_mail(house, cluster, smtp_sink):
    assert ask(house, LOAD) == "ready"
    smtp_sink.wait(0.05)  # A mail server takes a moment, so that there is always one on its way.
    engine = house.start("engine", "--no-smtp")
    for blow in range(1, BLOWS + 1):
        smtp_sink.expect_messages(blow * 6, within=60)
        if cluster:
            restart(cluster)
        else:
            engine.kill()
            engine = house.start("engine", "--no-smtp")
    engine.expect_running()
    still(house)
    engine.kill()
    result = json.loads(ask(house, JUDGE))
    assert (result["cases"], result["first_rungs"], result["second_rungs"]) == (CASES, CASES, CASES)
    assert result["doubled"] == [], "a rung was paged twice"
    to_customers = Counter(m.recipients[0] for m in smtp_sink.messages if "@firm" in m.recipients[0])
    assert max(to_customers.values()) == 1, "a customer got a mail twice"
    assert len(to_customers) + len(result["unknown"]) >= CASES, "a customer's mail is neither sent nor with a person"
    assert set(result["unknown"]) <= {"customer"}
    seen, unmarked = set(), []
    for mail in smtp_sink.messages:
        name = str(mail.parsed["Message-ID"])
        if name in seen and "may be a repeat" not in mail.subject:
            unmarked.append(mail.subject)
        seen.add(name)
    assert unmarked == []
    pages = {re.sub(r"^\(may be a repeat\) ", "", m.subject) for m in smtp_sink.messages if "[Level 4]" in m.subject}
    assert len(pages) >= CASES


def still(house) -> None:
    """Until nothing is due and nothing waits to be sent."""
    child = house_child(house, COUNT)
    until = time.monotonic() + 120
    while True:
        told(child)
        left = int(child.stdout.readline())
        if left == 0:
            break
        assert time.monotonic() < until, f"{left} are left"
        time.sleep(0.5)
    child.stdin.close()
    child.wait(90)
