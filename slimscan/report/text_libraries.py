"""The libraries that draw the text of a PDF, and how this platform installs them."""

from __future__ import annotations

import shutil
import sys

TEXT_LIBRARIES = ("gobject-2.0", "pango-1.0", "harfbuzz", "pangoft2-1.0", "fontconfig")

_BY_INSTALLER = {
    "apt-get": "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig",
    "dnf": "sudo dnf install pango",
    "pacman": "sudo pacman -S pango",
    "zypper": "sudo zypper install pango",
    "apk": "sudo apk add pango",
}


def how_to_install() -> str:
    """What installs them here: a command, or what WeasyPrint's own manual names for Windows."""
    if sys.platform == "win32":
        return "MSYS2 (https://www.msys2.org): pacman -S mingw-w64-x86_64-pango"
    if sys.platform == "darwin":
        return "brew install pango"
    found = (command for tool, command in _BY_INSTALLER.items() if shutil.which(tool))
    return next(found, "Pango, HarfBuzz, Fontconfig")
