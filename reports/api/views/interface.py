"""The interface as a whole: its operations behind the gate, its description, and its errors in one form."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI
from ninja.errors import ValidationError

from reports.api.problems import MEANINGS, Problem
from reports.api.views.gate import answer_error, answer_problem, gated, problem_response, unknown
from reports.api.views.operations import router

VERSION = "1.0.0"
DESCRIPTION = (
    "郑州市社会组织合规门户的只读数据接口。只提供行为和期限的事实，不提供任何个人信息、内容文本、评分或者排名。\n\n"
    "每个请求的请求头须带令牌：`Authorization: Bearer 令牌`。数据以令牌的数据范围为限，范围以外的一律为 404。"
)


class Interface(NinjaAPI):
    def get_openapi_schema(self, **facts: Any) -> Any:
        """What the library cannot know: errors have a form of their own, and what may be left out is not null."""
        schema = super().get_openapi_schema(**facts)
        for operation in (one for path in schema["paths"].values() for one in path.values()):
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {"application/problem+json": answer["content"]["application/json"]}
                    answer["description"] = "、".join(
                        sorted(code for code, (number, _) in MEANINGS.items() if number == int(status))
                    )
            for parameter in operation["parameters"]:
                parameter["schema"] = without_null(parameter["schema"])
        return schema


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """An address has no null: a parameter is there or not."""
    kept = {key: value for key, value in schema.items() if key != "default" or value is not None}
    for one in kept.pop("anyOf", []):
        if one != {"type": "null"}:
            kept |= one
    return kept


interface = Interface(
    title="郑州市社会组织合规门户数据接口",
    version=VERSION,
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api:v1",
)
interface.add_router("", router)
interface.add_exception_handler(Problem, answer_problem)
interface.add_exception_handler(Exception, answer_error)


@interface.exception_handler(Http404)
def not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_response(Problem("not_found"))


@interface.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: Any) -> HttpResponse:
    names = "、".join(sorted({str(one["loc"][-1]) for one in error.errors}))
    return problem_response(Problem("parameter_invalid", f"参数的取值不对：{names}。"))


def guarded() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Every address of the interface, and those that it has not, behind the gate."""
    patterns, app, namespace = interface.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.callback is not None:
            pattern.callback = gated(pattern.callback)
    return [*patterns, re_path(r"^(?P<rest>.*)$", gated(unknown), name="unknown")], app, namespace
