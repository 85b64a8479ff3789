"""The suite runs on the database it says it runs on."""

import os
import threading

import pytest
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_two_threads_meet_in_one_database():
    seen = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM house_meeting")
            seen.append(cursor.fetchone()[0])
        connection.close()

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE house_meeting (id integer)")
        cursor.execute("INSERT INTO house_meeting VALUES (1)")
    thread = threading.Thread(target=look)
    thread.start()
    thread.join(20)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE house_meeting")
    assert seen == [1]


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for():
    asked = "postgresql" if os.environ.get("EVENKEEL_TEST_CLUSTER_URL") else "sqlite"
    assert connection.vendor == asked
    assert "test" in str(connection.settings_dict["NAME"])
