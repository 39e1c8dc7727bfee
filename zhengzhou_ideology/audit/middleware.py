"""Who did it, as what, and where: the context that field history stores with every change."""

from typing import Any

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware as BaseMiddleware


class HistoryMiddleware(BaseMiddleware):
    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        acting_as = request.user.acting_label if request.user.is_authenticated else ""
        return {**super().get_context(request), "acting_as": acting_as}
