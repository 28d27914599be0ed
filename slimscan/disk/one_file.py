"""What makes a page of one file: its script, data, fonts, and the rule of what it may load."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from slimscan.disk.places import reports_folder


def one_script(names: Iterable[str]) -> str:
    """These scripts of `reports/templates` as one that leaves no names behind."""
    folder = reports_folder() / "templates"
    parts = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in names]
    return "\n".join(['"use strict";', "(() => {", *parts, "})();", ""])


def script_json(data: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def security_hash(text: str) -> str:
    """How a page's own security rule names a style or script that it allows."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def font_faces(family: str, faces: Iterable[tuple[str, int]]) -> str:
    """The fonts of a page inside it: the names of their faces, each with its weight."""
    folder = reports_folder() / "fonts" / "web"

    def address(face: str) -> str:
        content = (folder / f"slimscan-sans-{face}.woff2").read_bytes()
        return "data:font/woff2;base64," + base64.b64encode(content).decode()

    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f'src: url("{address(face)}"); }}\n'
        for face, weight in faces
    )
