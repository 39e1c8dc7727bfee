"""Where attachments and static files lie: on this host, or attachments in an object storage when more than one host serves."""

from typing import Any


def configured(env: Any) -> dict[str, dict[str, Any]]:
    """Django's `STORAGES`."""
    stores: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "zhengzhou_ideology.static_files.HashedModulesStorage"},
    }
    if env.str("S3_BUCKET", ""):
        stores["default"] = {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": env.str("S3_BUCKET"),
                "endpoint_url": env.str("S3_ENDPOINT_URL", None),
                "default_acl": "private",
                "querystring_auth": True,
                "file_overwrite": False,
            },
        }
    return stores
