from django.db import migrations

SQLITE = """
CREATE TRIGGER timeline_event_is_never_edited BEFORE UPDATE ON timeline_event
BEGIN SELECT RAISE(ABORT, 'a timeline is never edited'); END
"""
POSTGRESQL = """
CREATE FUNCTION timeline_event_is_never_edited() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a timeline is never edited'; END $$;
CREATE TRIGGER timeline_event_is_never_edited BEFORE UPDATE ON timeline_event
FOR EACH ROW EXECUTE FUNCTION timeline_event_is_never_edited()
"""


def forbid(apps, schema_editor):
    sql = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    schema_editor.execute(sql)


def allow(apps, schema_editor):
    on = " ON timeline_event" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER timeline_event_is_never_edited{on}")
    if on:
        schema_editor.execute("DROP FUNCTION timeline_event_is_never_edited()")


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_the_first_desk")]
    operations = [migrations.RunPython(forbid, allow)]
