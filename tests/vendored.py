"""What is bundled from npm and committed: the library that seals answers in the form.

Run as a program it makes the bundle anew; a test compares it with what is committed, where npm is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BUNDLE = Path(__file__).parents[1] / "reports" / "templates" / "vendor" / "hpke.js"
PACKAGES = ("@hpke/core@1.9.0", "@hpke/common@1.10.1", "esbuild@0.28.2")
HEAD = (
    "/* @hpke/core 1.9.0 and @hpke/common 1.10.1, bundled by esbuild 0.28.2 (tests/vendored.py).\n"
    "   MIT License, Copyright (c) 2023 Ajitomi Daisuke: see hpke.LICENSE. */\n"
)
_NAMES = "CipherSuite, Aes256Gcm, HkdfSha256, DhkemP256HkdfSha256"
_PATIENCE = 600


def bundle() -> str:
    """The bundle, made of the packages in the versions that are named here."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "package.json").write_text(json.dumps({"private": True}))
        (place / "in.js").write_text(f'export {{ {_NAMES} }} from "@hpke/core";\n')
        npm = shutil.which("npm") or "npm"
        _run([npm, "install", "--silent", "--no-audit", "--no-fund", *PACKAGES], place)
        flags = ["--bundle", "--minify", "--format=iife", "--global-name=hpke", "--target=es2020"]
        build = [npm, "exec", "--offline", "--", "esbuild", "in.js", *flags]
        _run([*build, "--legal-comments=none", "--outfile=out.js"], place)
        return HEAD + (place / "out.js").read_text()


def _run(command: list[str], folder: Path) -> None:
    quiet = {**os.environ, "npm_config_update_notifier": "false"}
    subprocess.run(
        command, cwd=folder, env=quiet, check=True, capture_output=True, timeout=_PATIENCE
    )


if __name__ == "__main__":
    BUNDLE.write_text(bundle(), encoding="utf-8")
