"""Production: it refuses to start half-configured, and what docker-compose.yml says is true."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ovsgtoets.kernel.keys import new_private_key
from ovsgtoets.seller import MADE_UP
from tests.live import ROOT

NEEDED = {
    "SECRET_KEY": "a-long-random-text-of-more-than-fifty-characters-0123456789-abcdef",
    "ALLOWED_HOSTS": "toetsen.example.be",
    "SITE_URL": "https://toetsen.example.be",
    "MAIL_URL": "smtp+tls://user:password@mail.example.be:587",
    "MAIL_FROM": "OVSG-toets <toets@example.be>",
    "DATABASE_URL": "postgres://portal:secret@127.0.0.1:1/portal",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """A command of manage.py with exactly this environment, so PORTAL_ENV is production."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("name", NEEDED)
def test_production_does_not_start_without(name, tmp_path):
    given = {key: value for key, value in NEEDED.items() if key != name}
    answer = manage("check", VAR_DIR=str(tmp_path), **given)
    assert answer.returncode != 0
    assert f"{name} is not set" in answer.stderr


def test_with_a_moodle_production_does_not_start_without_a_key_to_sign_with(tmp_path):
    given = NEEDED | {"MOODLE_URL": "https://moodle.example.be", "VAR_DIR": str(tmp_path)}
    answer = manage("check", **given)
    assert answer.returncode != 0
    assert "OIDC_PRIVATE_KEY is not set" in answer.stderr
    answer = manage("check", **given, OIDC_PRIVATE_KEY=new_private_key().replace("\n", "\\n"))
    assert answer.returncode == 0, answer.stderr


def test_the_deployment_check_is_clean(tmp_path):
    answer = manage("check", "--deploy", "--fail-level", "DEBUG", VAR_DIR=str(tmp_path), **NEEDED)
    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout


def test_production_knows_no_demo(tmp_path):
    answer = manage("demo", VAR_DIR=str(tmp_path), **NEEDED)
    assert answer.returncode != 0
    assert "Unknown command: 'demo'" in answer.stderr


def test_production_has_no_other_today_and_no_stand_in_for_moodle(tmp_path):
    shown = (
        "from django.conf import settings as s; print(s.FIXED_TODAY, s.MOODLE_STAND_IN, s.DEBUG)"
    )
    answer = manage(
        "shell", "--no-imports", "-c", shown, VAR_DIR=str(tmp_path), PORTAL_TODAY="2020-01-01", **NEEDED
    )  # fmt: skip
    assert answer.stdout.split() == ["None", "False", "False"], answer.stderr


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_every_service_is_there_and_healthy_or_done(compose):
    services = compose["services"]
    assert set(services) == {"migrate", "web", "worker", "beat", "postgres", "redis"}
    assert all("healthcheck" in service for name, service in services.items() if name != "migrate")
    for name in ("web", "worker", "beat"):
        waits_for = services[name]["depends_on"]
        assert waits_for["migrate"]["condition"] == "service_completed_successfully"
        assert waits_for["redis"]["condition"] == "service_healthy"


def test_what_production_needs_must_be_given_to_compose(compose):
    for name in ("migrate", "web", "worker", "beat"):
        environment = compose["services"][name]["environment"]
        assert environment["PORTAL_ENV"] == "production"
        for needed in set(NEEDED) - {"DATABASE_URL"}:
            assert environment[needed].startswith(f"${{{needed}:?")
        assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]
        assert "${REDIS_PASSWORD:?" in environment["REDIS_URL"]


def test_nothing_but_the_web_can_be_reached_and_only_on_this_machine(compose):
    for name, service in compose["services"].items():
        ports = service.get("ports", [])
        assert all(port.startswith("127.0.0.1:") for port in ports)
        assert bool(ports) == (name == "web")
    assert compose["networks"]["inside"]["internal"]


def test_web_and_worker_share_the_files_that_they_make(compose):
    folders = {name: compose["services"][name]["volumes"] for name in ("web", "worker")}
    assert folders["web"] == folders["worker"] == ["media:/var/lib/ovsgtoets/media"]


def test_images_are_pinned_and_the_portal_is_not_root(compose):
    for name in ("postgres", "redis"):
        assert re.search(r":\d+\.\d+", compose["services"][name]["image"])
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert all(
        re.search(r"python:\d+\.\d+\.\d+", line)
        for line in re.findall("^FROM.*", dockerfile, re.MULTILINE)
    )
    assert re.findall(r"^USER (\w+)", dockerfile, re.MULTILINE) == ["portal"]


def test_the_image_collects_its_static_files_from_what_docker_copies(tmp_path):
    """With the image's own command, in a folder with only what .dockerignore lets through."""
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert ignored[0] == "*"
    left_out = shutil.ignore_patterns("__pycache__")
    for name in (line[1:] for line in ignored if line.startswith("!")):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / "app" / name, ignore=left_out)
        else:
            shutil.copy(ROOT / name, tmp_path / "app" / name)
    for name in ignored:
        if name[0] not in "!*":
            shutil.rmtree(tmp_path / "app" / name)
    dockerfile = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    (collect,) = re.findall(r"&& ([^&\n]*collectstatic[^&\n]*)", dockerfile)
    python = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    var = tmp_path / "var"
    environment = {"PATH": python, "PORTAL_ENV": "production", "VAR_DIR": str(var)}

    answer = subprocess.run(
        ["sh", "-c", collect], cwd=tmp_path / "app", env=environment, capture_output=True, text=True
    )  # fmt: skip

    assert answer.returncode == 0, answer.stderr
    assert (var / "static" / "staticfiles.json").exists()
    assert [folder.name for folder in var.iterdir()] == ["static"], "no key, no messages"


def read_by_settings() -> set[str]:
    """The names of the environment variables that the settings read."""
    files = [ROOT / "ovsgtoets" / f"{name}.py" for name in ("settings", "acm", "seller")]
    source = "".join(file.read_text() for file in files)
    names = set(re.findall(r"""\b(?:env\.\w+|needed)\(\s*["']([A-Z_]+)["']""", source))
    return names | {f"INVOICE_SELLER_{name.upper()}" for name in (*MADE_UP, "bic", "email")}


def documented() -> list[str]:
    """The variables in the tables of README.md, as often as they stand there."""
    rows = re.findall(r"^\| (`[A-Z][^|]*) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    names = [name for row in rows for name in re.findall(r"`([A-Z…][A-Z_]+)`", row)]
    return [name.replace("…", "INVOICE_SELLER") for name in names]


def test_every_variable_that_the_settings_read_is_documented():
    names = read_by_settings()
    assert {"SECRET_KEY", "PORT", "ACM_ISSUER", "MOODLE_ROLE_ID", "INVOICE_SELLER_BIC"} <= names
    assert names - set(documented()) == set()
    both = {"DATABASE_URL", "REDIS_URL"}  # one's own machine, and production
    twice = {name for name in documented() if documented().count(name) > 1}
    assert twice == both


def test_the_example_names_only_what_something_reads():
    compose = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert example - compose - read_by_settings() == set()
    readme = (ROOT / "README.md").read_text()
    assert {name for name in compose if name not in readme} == set()


def test_the_example_names_what_compose_asks_for():
    asked = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked <= example


def test_the_lock_names_no_index_and_every_package_has_hashes():
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    packages = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", lock, re.MULTILINE | re.DOTALL)
    assert len(packages) > 60
    assert all("--hash=sha256:" in package for package in packages)
