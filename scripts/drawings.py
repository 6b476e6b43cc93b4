"""Lints the drawings with bpmnlint, opens them in bpmn-js, and makes their pictures with it in a headless Chromium.

`drawings.py lint` and `drawings.py pictures`. The two packages are locked in scripts/drawings and installed into
.setup, each file held to its hash; no file names a registry.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import apt
from steps import ROOT, Command, StepFailedError, main, run, step

MODELS = ROOT / "bpmn"
PICTURES = ROOT / "docs" / "pictures"
LOCKED = ROOT / "scripts" / "drawings"
HOME = ROOT / ".setup" / "drawings"
KEPT = ("package.json", "package-lock.json", ".npmrc", ".bpmnlintrc", "open.mjs")
VIEWER = HOME / "node_modules" / "bpmn-js" / "dist" / "bpmn-viewer.production.min.js"
LINTER = HOME / "node_modules" / "bpmnlint" / "bin" / "bpmnlint.js"
OLDEST_NODE = 20
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
RENDER_SECONDS = 60
NO_NODE = (
    f"The drawings are linted by bpmnlint, which needs Node.js {OLDEST_NODE} or newer and npm; this machine has "
    "none. Install nodejs and npm (Debian and Ubuntu: sudo apt-get install nodejs npm), then try again."
)
NOT_REACHED = "The linter could not be installed. Where the npm registry is a mirror, npm reads it from its configuration."
NO_BROWSER = (
    "The pictures are drawn in Chromium, and this machine has none. Install it (Debian and Ubuntu: sudo apt-get "
    "install chromium), then try again."
)
PAGE = """<!DOCTYPE html>
<meta charset="utf-8">
<div id="canvas" style="width: 3000px; height: 2000px"></div>
<pre id="picture"></pre>
<script src="{viewer}"></script>
<script>
  const told = document.getElementById("picture");
  const viewer = new BpmnJS({{ container: "#canvas" }});
  viewer.importXML({model})
    .then(({{ warnings }}) => {{
      if (warnings.length) throw new Error(warnings.map(String).join("; "));
      return viewer.saveSVG();
    }})
    .then(({{ svg }}) => {{ told.textContent = svg; }})
    .catch((error) => {{ told.textContent = "failed: " + error; }});
</script>
"""
DRAWN = re.compile(r'<pre id="picture">(.*?)</pre>', re.DOTALL)


def lint() -> None:
    """Every model against the recommended rules, and opened; nothing is printed where all is well."""
    node = _ready()
    models = sorted(MODELS.glob("*.bpmn"))
    for command in ([LINTER, "--config", HOME / ".bpmnlintrc"], [HOME / "open.mjs"]):
        _must_pass([node, *command, *models])


def _must_pass(command: Command) -> None:
    finished = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise StepFailedError(f"{finished.stdout}{finished.stderr}")


def pictures() -> None:
    """One SVG a model, which says of which content of the model it is the picture."""
    _ready()
    browser = _browser()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for model in sorted(MODELS.glob("*.bpmn")):
        with step(f"Drawing {model.name}"):
            (PICTURES / f"{model.stem}.svg").write_text(picture_of(model, browser), encoding="utf-8")


def picture_of(model: Path, browser: str) -> str:
    """The picture of a model, with the digest that `mark_of` gives."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        content = json.dumps(model.read_text(encoding="utf-8")).replace("</", "<\\/")
        page.write_text(PAGE.format(viewer=VIEWER.as_uri(), model=content), encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
        profile = f"--user-data-dir={folder}/profile"
        finished = subprocess.run(
            [browser, *options, profile, "--virtual-time-budget=20000", "--dump-dom", page.as_uri()],
            capture_output=True,
            text=True,
            check=False,
            timeout=RENDER_SECONDS,
        )
    found = DRAWN.search(finished.stdout)
    drawn = html.unescape(found[1]) if found else ""
    if "<svg" not in drawn:
        raise StepFailedError(f"{model.name} was not drawn. {drawn or finished.stderr[-500:]}")
    return f"{mark_of(model)}\n{drawn[drawn.index('<svg') :].rstrip()}\n"


def mark_of(model: Path) -> str:
    """The comment by which a picture shows that it is of this very model."""
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    return f"<!-- {model.name} sha256:{digest} -->"


def _ready() -> str:
    """Where node is, with what the lock names installed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or _version(node) < OLDEST_NODE:
        raise StepFailedError(NO_NODE)
    if not _is_installed():
        with step("Installing what reads the drawings (npm)"):
            shutil.rmtree(HOME, ignore_errors=True)
            HOME.mkdir(parents=True)
            for name in KEPT:
                shutil.copy(LOCKED / name, HOME)
            run([npm, "ci", "--prefix", HOME], advice=NOT_REACHED)
            (HOME / ".installed").touch()
    return node


def _version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0


def _is_installed() -> bool:
    same = all(
        (HOME / name).is_file() and (HOME / name).read_bytes() == (LOCKED / name).read_bytes()
        for name in KEPT
    )
    return same and (HOME / ".installed").exists()


def _browser() -> str:
    for _ in range(2):
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        if found is not None:
            return found
        if not apt.install("chromium"):
            break
    raise StepFailedError(NO_BROWSER)


JOBS = {"lint": lint, "pictures": pictures}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in JOBS:  # noqa: PLR2004 - the program and its one word
        sys.exit(f"Say one of: {', '.join(JOBS)}.")
    main(JOBS[sys.argv[1]])
