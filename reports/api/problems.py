"""Answers that are no data, each with its number, a key for programs and a sentence for people (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.api.models import AccessToken

TITLES = {
    HTTPStatus.UNAUTHORIZED: "令牌无效",
    HTTPStatus.FORBIDDEN: "没有读取权限",
    HTTPStatus.NOT_FOUND: "没有找到",
    HTTPStatus.METHOD_NOT_ALLOWED: "只能读取",
    HTTPStatus.UNPROCESSABLE_ENTITY: "参数有误",
    HTTPStatus.TOO_MANY_REQUESTS: "请求过于频繁",
    HTTPStatus.INTERNAL_SERVER_ERROR: "门户内部错误",
}
# What each key means, and what to do; the page of the interface and its description show this table.
MEANINGS = {
    "token_missing": (401, "请求没有带令牌，请求头应为 Authorization: Bearer 令牌。"),
    "token_unknown": (401, "没有这个令牌，请核对是否完整。"),
    "token_revoked": (401, "令牌已停用，请与民政部门联系重新申请。"),
    "token_expired": (401, "令牌已过有效期，请与民政部门联系重新申请。"),
    "address_not_allowed": (403, "请求的来源地址不在令牌登记的范围内。"),
    "scope_missing": (403, "令牌没有读取这类数据的权限。"),
    "not_found": (404, "没有这项数据，或者不在令牌的数据范围内。"),
    "year_not_begun": (404, "该年度尚未开始，没有数据。"),
    "page_unknown": (404, "after 不是本接口给出的分页标记，请从第一页重新读取。"),
    "read_only": (405, "本接口只读，只接受 GET、HEAD 和 OPTIONS 请求。"),
    "parameter_invalid": (422, "参数的名称或者取值不对。"),
    "too_many_requests": (429, "超过每分钟的请求次数，请在 Retry-After 所示的秒数后重试。"),
    "internal_error": (500, "门户处理时出错，已记录，请稍后重试。"),
}


class Problem(Exception):
    """`code` is one of `MEANINGS`. `token` is whose request it was, if that is known; `logged`: a row is kept of it."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        token: AccessToken | None = None,
        retry_after: int = 0,
        logged: bool = True,
    ) -> None:
        self.code, self.token, self.retry_after, self.logged = code, token, retry_after, logged
        self.status, sentence = MEANINGS[code]
        self.detail = detail or sentence
        super().__init__(self.detail)

    def as_json(self) -> dict[str, Any]:
        return {
            "type": "about:blank",
            "title": TITLES[HTTPStatus(self.status)],
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        }

    @property
    def headers(self) -> dict[str, str]:
        if self.status == HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": "Bearer"}
        return {"Retry-After": str(self.retry_after)} if self.retry_after else {}
