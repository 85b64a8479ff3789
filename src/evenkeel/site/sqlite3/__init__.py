"""Django's SQLite with a gate before the writers: they go in turn, instead of all trying again and again."""
