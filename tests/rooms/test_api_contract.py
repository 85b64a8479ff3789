"""The contract that outsiders use: docs/api.md, the OpenAPI document and the page for people say the same."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from harness import ROOT
from harness.api import Caller

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def page():
    return (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def document():
    from evenkeel.api.v1.calls import api

    return json.loads(json.dumps(api.get_openapi_schema()))


def operations(document):
    return {
        (method.upper(), path): operation
        for path, found in document["paths"].items()
        for method, operation in found.items()
        if method in METHODS
    }


def test_each_call_is_on_the_page_and_nothing_else(page, document):
    written = re.findall(r"^### `([A-Z]+) (\S+)`$", page, re.MULTILINE)
    assert len(written) == len(set(written))
    assert set(written) == set(operations(document))


def test_each_example_asks_that_call_with_fields_that_it_has(page, document):
    shapes = document["components"]["schemas"]
    for (method, path), operation in operations(document).items():
        part = page.partition(f"### `{method} {path}`\n")[2].partition("\n###")[0]
        (asked,) = re.findall(r'curl -sS "\$DESK(/[^"?]+)(?:\?([^"]*))?"', part)
        assert re.fullmatch(re.sub(r"\{\w+\}", r"\\d+", path), asked[0]), part
        known = {p["name"] for p in operation.get("parameters", [])}
        assert {pair.partition("=")[0] for pair in asked[1].split("&") if pair} <= known
        bodies = re.findall(r"-d '(.*)'", part)
        if method == "POST":
            fields = shapes[body_shape(operation)]
            sent = json.loads(bodies[0])
            assert set(fields.get("required", ())) <= set(sent) <= set(fields["properties"]), part


def body_shape(operation):
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    parts = schema.get("anyOf") or schema.get("allOf") or [schema]
    return next(p["$ref"] for p in parts if "$ref" in p).rpartition("/")[2]


@pytest.mark.django_db
def test_the_document_and_the_page_need_nobody_elses_server(document):
    served = Client().get("/api/v1/openapi.json")
    assert served.json()["paths"].keys() == document["paths"].keys()
    reference = Client().get("/api/docs")
    text = reference.content.decode()
    assert reference.status_code == 200
    assert reference["Content-Type"].startswith("text/html")
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", text)
    assert "<script" not in text
    for method, path in operations(document):
        assert f"<span>{method}</span> <code>{path}</code>" in text
    assert "at most" in text


@pytest.mark.django_db
def test_every_call_wants_a_token(document):
    for method, path in operations(document):
        asked = re.sub(r"\{\w+\}", "1", path)
        response = getattr(Client(), method.lower())(
            asked, data=b"{}" if method == "POST" else {}, content_type="application/json"
        )
        assert response.status_code == 401, path
        assert response["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_only_reading_calls_take_a_reading_token(document):
    reader = Caller(scope="read")
    for method, path in operations(document):
        asked = re.sub(r"\{\w+\}", "1", path).removeprefix("/api/v1")
        harmless = method == "GET" or path.endswith(
            ("/promises/parse", "/drafts/check", "/ladder/preview", "/simulation", "/deadlines")
        )
        response = reader.get(asked) if method == "GET" else reader.post(asked, {})
        assert (response.status_code == 403) is not harmless, path


def test_every_call_has_a_name_of_its_own(document):
    named = [operation["operationId"] for operation in operations(document).values()]
    assert len(named) == len(set(named))
    assert "acknowledge" in named
