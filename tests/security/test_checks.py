"""Wrong settings of the door are said by `manage.py check`, in a sentence."""

import pytest
from cryptography.fernet import Fernet

from zhengzhou_ideology.security.checks import door

CITY = "https://id.example.org"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"FACTOR_KEYS": [Fernet.generate_key().decode()]}, []),
        ({"FACTOR_KEYS": [Fernet.generate_key().decode(), "short"]}, ["security.E001"]),
        ({"OIDC_SERVER_URL": CITY}, []),
        ({"OIDC_SERVER_URL": CITY, "secret": ""}, ["security.E002"]),
        ({"OIDC_SERVER_URL": "http://id.example.org"}, ["security.E003"]),
    ],
)
def test_settings_of_the_door(changes, said, settings):
    app = {"client_id": "portal", "secret": changes.pop("secret", "geheim")}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    for name, value in changes.items():
        setattr(settings, name, value)

    assert [fault.id for fault in door(None)] == said
