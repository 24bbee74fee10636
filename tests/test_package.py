"""The wheel carries all that it needs and runs anywhere; the README says how to start."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from typing import TYPE_CHECKING

import pytest
from running import AS_OF, ROOT, SAMPLES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_rules_templates_and_schema(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for path in (ROOT / "rules").rglob("*"):
        if path.is_file():
            assert f"fundcheck/data/rules/{path.relative_to(ROOT / 'rules').as_posix()}" in names
    for path in (ROOT / "reports" / "templates").iterdir():
        assert f"fundcheck/data/reports/templates/{path.name}" in names
    assert "fundcheck/schemas/findings-1.json" in names
    assert "fundcheck/ingest/dictionary.toml" in names
    assert "fundcheck/py.typed" in names


def test_the_wheel_runs_in_a_fresh_environment_away_from_the_checkout(
    wheel: Path, tmp_path: Path
) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if sys.platform == "win32" else "bin")
    # Its dependencies are lent by this environment, so that the test needs no network.
    (site,) = home.rglob("site-packages")
    (site / "lent.pth").write_text(sysconfig.get_paths()["purelib"], "utf-8")
    pip = [str(scripts / "python"), "-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True, cwd=tmp_path)
    where = "import fundcheck; print(fundcheck.__file__)"
    # A checkout on the path of whoever runs the tests would go before the wheel.
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    found = subprocess.run(
        [str(scripts / "python"), "-c", where],
        check=True,
        capture_output=True,
        cwd=tmp_path,
        env=outside,
    )
    assert str(site) in found.stdout.decode()
    command = [str(scripts / "fundcheck"), "check", str(SAMPLES), "--as-of", AS_OF, "--out", "out"]
    done = subprocess.run(command, check=False, capture_output=True, cwd=tmp_path, env=outside)
    assert done.returncode == 3, done.stderr.decode()
    example = ROOT / "reports" / "example" / "findings.json"
    assert (tmp_path / "out" / "findings.json").read_bytes() == example.read_bytes()


def test_the_readme_has_two_commands_and_ci_runs_the_second() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"<!-- (run|test) -->\s*```sh\n(.*?)```", readme, re.DOTALL)
    assert [name for name, _ in blocks] == ["run", "test"]
    for _, command in blocks:
        assert command.count("\n") == 1
    assert "fundcheck check sample_ledgers" in blocks[0][1]
    assert "<!-- test -->" in (ROOT / ".ci" / "run").read_text("utf-8")
