"""The libraries that draw the text of a PDF, and how this platform installs them."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator

TEXT_LIBRARIES = ("gobject-2.0", "pango-1.0", "harfbuzz", "pangoft2-1.0", "fontconfig")

_BY_INSTALLER = {
    "apt-get": "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig",
    "dnf": "sudo dnf install pango",
    "pacman": "sudo pacman -S pango",
    "zypper": "sudo zypper install pango",
    "apk": "sudo apk add pango",
}

_MAC_FOLDERS = ("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib", "/usr/lib")
"""Where Homebrew (on either Mac) and MacPorts put libraries, and where macOS looks anyway."""
_MAC_SEARCH = "DYLD_FALLBACK_LIBRARY_PATH"


@contextlib.contextmanager
def libraries_findable() -> Iterator[None]:
    """Let the libraries be found for as long as they are loaded, quickly and on every platform.

    On Linux they load by file name, and searching for them first starts many processes. On macOS
    a Python that is not Homebrew's own does not search where `brew` puts them.
    """
    if sys.platform == "darwin":
        folders = [os.environ.get(_MAC_SEARCH), *_MAC_FOLDERS]
        with told_by_environment(_MAC_SEARCH, ":".join(filter(None, folders))):
            yield
    elif sys.platform == "linux":
        with _never_searched():
            yield
    else:
        yield


@contextlib.contextmanager
def _never_searched() -> Iterator[None]:
    import ctypes.util

    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005
    try:
        yield
    finally:
        ctypes.util.find_library = search


@contextlib.contextmanager
def told_by_environment(name: str, value: str) -> Iterator[None]:
    """What only an environment variable can tell a library, for as long as it works."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def how_to_install() -> str:
    """What installs them here: a command, or what WeasyPrint's own manual names for Windows."""
    if sys.platform == "win32":
        return "MSYS2 (https://www.msys2.org): pacman -S mingw-w64-x86_64-pango"
    if sys.platform == "darwin":
        return "brew install pango"
    found = (command for tool, command in _BY_INSTALLER.items() if shutil.which(tool))
    return next(found, "Pango, HarfBuzz, Fontconfig")
