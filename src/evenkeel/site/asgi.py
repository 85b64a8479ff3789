"""The front: raw ASGI for what streams (nothing yet), Django in a thread pool for everything else."""

from __future__ import annotations

from typing import Any, cast

from a2wsgi import WSGIMiddleware

from evenkeel.site.wsgi import application as django

THREADS = 12

application = WSGIMiddleware(cast("Any", django), workers=THREADS)
