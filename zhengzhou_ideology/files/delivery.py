"""Handing a stored file out; who may have it is for the calling view to decide."""

from django.http import FileResponse

from zhengzhou_ideology.files.models import StoredFile


def download(stored: StoredFile) -> FileResponse:
    """Always a download, never a page: private, unguessed by the browser, without rights if opened all the same."""
    response = FileResponse(
        stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
