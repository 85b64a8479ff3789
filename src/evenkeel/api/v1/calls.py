"""Version 1 of the API: every call, put together."""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.operation import Operation

from evenkeel.api.door import Bearer, PlainJson
from evenkeel.api.problems import translate_problems
from evenkeel.api.v1 import (
    absences,
    calendars,
    cases,
    deeds,
    duty,
    handoffs,
    ladders,
    messages,
    notifications,
    promises,
    proposals,
    reaching,
    reading,
    rosters,
    rotations,
    running,
    swaps,
    trust,
)


class _Calls(NinjaAPI):
    """Its operations are named as the functions are, so that a client made from the document reads well."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = _Calls(
    title="Evenkeel",
    version="1",
    description="Customer escalations: one owner, every promise kept or visibly broken.",
    urls_namespace="api-v1",
    auth=Bearer(),
    parser=PlainJson(),
    docs_url=None,
    openapi_url="/openapi.json",
)
translate_problems(api)
for part in (
    messages,
    cases,
    deeds,
    handoffs,
    reading,
    proposals,
    promises,
    notifications,
    running,
    ladders,
    trust,
    duty,
    rotations,
    absences,
    swaps,
    rosters,
    reaching,
    calendars,
):
    api.add_router("", part.router)
