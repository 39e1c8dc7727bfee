"""The examples of how the portal is run agree with the portal and with one another; `make lint` has nginx, systemd and Kubernetes read them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from zhengzhou_ideology.health.middleware import ANSWERS

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
NGINX = (DEPLOY / "nginx.conf.example").read_text(encoding="utf-8")
PARTS = ("web", "worker", "print", "beat")
KEPT_DAYS = 183


def unit(part: str) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", (DEPLOY / f"portal-{part}.service").read_text(), re.MULTILINE):
        said.setdefault(name, []).append(value)
    return said


def manifests() -> dict[str, dict]:
    files = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    found = [one for path in files for one in yaml.safe_load_all(path.read_text(encoding="utf-8"))]
    return {f"{one['kind']}/{one['metadata']['name']}": one for one in found}


def pods() -> dict[str, dict]:
    return {name: one["spec"]["template"]["spec"] for name, one in manifests().items() if "template" in one["spec"]}


def compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def words_of(command: str) -> list[str]:
    """Without what differs between a host and a container: where it listens, how many, and where files lie."""
    varies = r"--(?:bind|workers|schedule|worker-tmp-dir|hostname)="
    return [Path(word).name if "/bin/" in word else word for word in command.split() if not re.match(varies, word)]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_started_alike_everywhere(part):
    unit_says = words_of(unit(part)["ExecStart"][0])
    image = re.search(r"^CMD (\[.*\])$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)[1]
    by_default = yaml.safe_load(image)

    composed = compose()["services"][part].get("command", by_default)
    in_a_pod = pods()[f"Deployment/portal-{part}"]["containers"][0].get("command", by_default)

    assert words_of(" ".join(composed)) == unit_says
    assert words_of(" ".join(in_a_pod)) == unit_says


def test_probes_ask_what_machines_are_answered():
    web = pods()["Deployment/portal-web"]["containers"][0]

    asked = {name: web[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness", "readiness")}

    assert asked == {"startup": "/livez", "liveness": "/livez", "readiness": "/readyz"}
    assert set(asked.values()) <= set(ANSWERS)
    assert "/livez" in " ".join(compose()["services"]["web"]["healthcheck"]["test"])


def test_each_pod_may_do_little_and_has_a_sign_of_life():
    said = pods()

    assert sorted(said) == [
        "Deployment/portal-beat",
        "Deployment/portal-print",
        "Deployment/portal-web",
        "Deployment/portal-worker",
        "Job/portal-migrate",
    ]
    for name, pod in said.items():
        [container] = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert ("livenessProbe" in container) is name.startswith("Deployment/")


def test_nobody_serves_before_the_tables_are_there():
    services = compose()["services"]

    for part in PARTS:
        assert services[part]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.skipif(
    not shutil.which("docker") or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode != 0,
    reason="no docker compose",
)
def test_docker_reads_the_compose_file(tmp_path):
    shutil.copy(DEPLOY / "portal.env.example", tmp_path / ".env")
    (tmp_path / "deploy").mkdir()
    shutil.copy(DEPLOY / "compose.yaml", tmp_path / "deploy")
    said = {"POSTGRES_PASSWORD": "x", "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(
        ["docker", "compose", "-f", "deploy/compose.yaml", "config", "--quiet"],
        cwd=tmp_path,
        env=said,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_worker_may_write_where_heads_are_appended():
    """Under ProtectSystem=strict what is not named is read only, and sealing would fail each hour."""
    example = dict(re.findall(r"^(\w+)=(.*)$", (DEPLOY / "portal.env.example").read_text(), re.MULTILINE))
    writable = [place.lstrip("-") for place in unit("worker")["ReadWritePaths"][0].split()]

    for name in ("MEDIA_ROOT", "AUDIT_ANCHOR_FILE"):
        assert [place for place in writable if example[name].startswith(f"{place}/")], name


def test_logs_are_kept_for_half_a_year():
    journal = (DEPLOY / "journald@portal.conf").read_text()
    rotation = (DEPLOY / "portal.logrotate").read_text()
    folder = re.search(r"^(/\S+)/\*\.log", rotation, re.MULTILINE)[1]

    assert int(re.search(r"^MaxRetentionSec=(\d+)day$", journal, re.MULTILINE)[1]) >= KEPT_DAYS
    assert int(re.search(r"^    rotate (\d+)$", rotation, re.MULTILINE)[1]) >= KEPT_DAYS
    assert {unit(part)["LogNamespace"][0] for part in PARTS} == {"portal"}
    assert {Path(path).parent for path in re.findall(r"(?:access|error)_log (/\S+\.log)", NGINX)} == {Path(folder)}


def test_nginx_slows_signing_in_alone_and_gives_static_files_itself():
    limited = re.findall(r"location (\S+ ?\S*) \{[^}]*limit_req ", NGINX)
    example = dict(re.findall(r"^(\w+)=(.*)$", (DEPLOY / "portal.env.example").read_text(), re.MULTILINE))

    assert limited == ["= /accounts/login/"]
    assert f"alias {example['STATIC_ROOT']}/;" in NGINX


def test_nginx_speaks_tls_of_today_and_sends_plain_http_there():
    plain, secret = NGINX.split("listen 443 ssl", 1)

    assert re.findall(r"ssl_protocols (.+);", NGINX) == ["TLSv1.2 TLSv1.3"]
    assert re.search(r"return 301 https://\$host\$request_uri;", plain)
    assert "listen 80" not in secret


def test_nginx_keeps_secrets_of_addresses_out_of_its_log():
    written = re.findall(r"access_log (\S+)(.*);", NGINX)

    assert [rest for place, rest in written if place != "off" and "if=$is_logged" not in rest] == []
    hidden = re.compile(re.search(r"~(\^/\(my-calendar\S+) 0;", NGINX)[1])
    assert [bool(hidden.match(place)) for place in ("/my-calendar/s3cret/", "/invite/S3CRET/", "/reports/")] == [
        True,
        True,
        False,
    ]
