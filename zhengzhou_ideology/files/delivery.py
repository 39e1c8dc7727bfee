"""Handing a stored file out; who may have it is for the calling view to decide."""

from django.http import FileResponse

from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.models import StoredFile
from zhengzhou_ideology.workflow import Refused


def download(stored: StoredFile) -> FileResponse:
    """Always a download, never a page: private, unguessed by the browser, without rights if opened all the same."""
    if stored.disposed_at:
        raise Refused(
            f"附件保存期限已满，已于{day_of(stored.disposed_at):%Y年%m月%d日}按规定销毁，只保留名称和校验值。"
        )
    response = FileResponse(
        stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
