"""The description of the interface as a plain page: made of the same schema that programs read."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from compliance.enums import DutyStatus
from events.enums import EventKind, FilingState, IssuedKind, RecordState
from organizations.enums import OrganizationKind, OrganizationStatus
from reports.api.enums import SCOPE_OF, EventName, TokenScope
from reports.api.problems import MEANINGS
from reports.api.views.gate import TokenAuth
from reports.api.views.interface import interface
from reports.api.views.operations import router

TYPES = {"string": "文本", "integer": "整数", "boolean": "true 或 false", "array": "数组", "object": "对象"}
FORMATS = {"date": "日期", "date-time": "时间"}

ENUMERATIONS = (OrganizationKind, OrganizationStatus, DutyStatus, EventKind, FilingState, RecordState, IssuedKind)
CODES = {one.__name__: dict(one.choices) for one in ENUMERATIONS}


@require_GET
@login_not_required
def description(request: HttpRequest) -> HttpResponse:
    schema = interface.get_openapi_schema()
    known = schema["components"]["schemas"]
    scopes = scope_of_paths()
    context = {
        "scopes": TokenScope.choices,
        "operations": [
            operation(path, scopes[path.rpartition("/api/v1")[2]], facts["get"], known)
            for path, facts in schema["paths"].items()
        ],
        "problems": [(status, code, said) for code, (status, said) in MEANINGS.items()],
        "events": [(kind.value, kind.label, SCOPE_OF[kind].label) for kind in EventName],
        "limit": settings.API_REQUESTS_PER_MINUTE,
    }
    return render(request, "reports/api/description.html", context)


def scope_of_paths() -> dict[str, TokenScope]:
    """By the path as the schema writes it."""
    found = {}
    for path, view in router.path_operations.items():
        for one in view.operations:
            auth = one.auth_param
            if isinstance(auth, TokenAuth):
                found[path.replace("{int:", "{")] = auth.scope
    return found


def operation(path: str, scope: TokenScope, facts: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    answer = facts["responses"][200]["content"]["application/json"]["schema"]
    return {
        "path": path,
        "scope": scope,
        "summary": facts["summary"],
        "description": facts.get("description", ""),
        "parameters": [
            {
                "name": one["name"],
                "required": one["required"],
                "kind": kind_of(one["schema"], known),
                "description": one["schema"].get("description", ""),
            }
            for one in facts["parameters"]
        ],
        "fields": list(fields_of(answer, known)),
    }


def fields_of(schema: dict[str, Any], known: dict[str, Any], above: str = "") -> Iterator[dict[str, str]]:
    """Every field with its way from the top, parts of a list under `[]`."""
    for name, one in resolved(schema, known).get("properties", {}).items():
        where = f"{above}{name}"
        yield {"name": where, "kind": kind_of(one, known), "description": one.get("description", "")}
        inner = without_null(one)
        if inner.get("type") == "array":
            yield from fields_of(inner["items"], known, f"{where}[].")
        else:
            yield from fields_of(inner, known, f"{where}.")


def kind_of(schema: dict[str, Any], known: dict[str, Any]) -> str:
    found = resolved(schema, known)
    if "enum" in found:
        labels = CODES.get(without_null(schema).get("$ref", "").rpartition("/")[2], {})
        said = "、".join(f"{code} {labels.get(code, '')}".strip() for code in found["enum"])
    else:
        said = FORMATS.get(found.get("format", ""), TYPES.get(found.get("type", ""), ""))
    bounds = [str(found[key]) for key in ("minimum", "maximum") if key in found]
    said += f"（{'—'.join(bounds)}）" if bounds else ""
    return f"{said}，可为 null" if is_nullable(schema) else said


def resolved(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    inner = without_null(schema)
    return known[inner["$ref"].rpartition("/")[2]] if "$ref" in inner else inner


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    kept = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    return kept[0] if kept else schema


def is_nullable(schema: dict[str, Any]) -> bool:
    return {"type": "null"} in schema.get("anyOf", [])
