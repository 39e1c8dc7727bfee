"""Reading a case file leaves a security event beside the row of the case."""

from zhengzhou_ideology.security.models import SecurityEvent


def test_reading_a_file_is_a_security_event(bench, notified):
    bench.client("registrar").get(f"/cases/{notified.pk}/dossier/")

    event = SecurityEvent.objects.get(kind="case_read")
    assert (event.account, event.about) == (bench.registrar, f"case:{notified.pk}")
