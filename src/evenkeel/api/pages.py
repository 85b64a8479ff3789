"""The page at /api/docs: written from the OpenAPI document, without a script and without anybody else's server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.decorators.http import require_safe

from evenkeel.api.v1.calls import api


@dataclass(frozen=True, slots=True)
class Named:
    """A field or parameter, as a row of a table."""

    name: str
    where: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Call:
    anchor: str
    method: str
    path: str
    tag: str
    words: str
    parameters: tuple[Named, ...]
    answer: str


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    document = api.get_openapi_schema()
    page = get_template("api/reference.html", using="django")
    return HttpResponse(page.render({"calls": _calls(), "info": document["info"]}))


@cache
def _calls() -> tuple[Call, ...]:
    document = api.get_openapi_schema()
    shapes = document["components"]["schemas"]
    return tuple(
        _call(method, path, operation, shapes)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    )


def _call(method: str, path: str, operation: dict[str, Any], shapes: dict[str, Any]) -> Call:
    code, answer = next(iter(operation["responses"].items()))
    shape = _kind(answer.get("content", {}).get("application/json", {}).get("schema", {}))
    return Call(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        tag=operation["tags"][0],
        words=operation.get("description", operation["summary"]),
        parameters=(*_parameters(operation), *_fields(operation, shapes)),
        answer=f"{code} {shape}",
    )


def _parameters(operation: dict[str, Any]) -> Iterator[Named]:
    for p in operation.get("parameters", []):
        schema = p["schema"]
        yield Named(
            p["name"],
            p["in"],
            _kind(schema),
            p.get("required", False),
            p.get("description") or schema.get("description", ""),
        )


def _fields(operation: dict[str, Any], shapes: dict[str, Any]) -> Iterator[Named]:
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = _kind(schema).removesuffix(" or nothing")
    shape = shapes.get(name, {})
    for field, said in shape.get("properties", {}).items():
        yield Named(field, "body", _kind(said), field in shape.get("required", ()), said.get("description", ""))


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(part) for part in schema["anyOf"]).replace("null", "nothing")
    if "allOf" in schema:
        return _kind(schema["allOf"][0])
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return {"date-time": "time"}.get(schema.get("format", ""), schema.get("type", "anything"))
