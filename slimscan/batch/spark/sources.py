"""Paths of any kind that Spark reads, as files of this machine: the others are brought here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from slimscan.batch.read.inputs import ENDINGS, SourceFile, input_files
from slimscan.batch.spark.reading import ThereFile
from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.sheets import ending
from slimscan.text import clean_line

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LOCAL = ("", "file")
_HARD = frozenset(",{}[]*?\\")
"""What Hadoop would read as a pattern in a path."""
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


def sources_of(session: SparkSession, paths: Sequence[str], work: Path) -> list[SourceFile]:
    """The files at these paths, folders and patterns included.

    Raises `InputError` with everything that is not there.
    """
    found: dict[str, SourceFile] = {}
    problems: list[Problem] = []
    for given in paths:
        try:
            for one in _files(session, given, work, len(found)):
                found.setdefault(one.file, one)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return list(found.values())


def _files(session: SparkSession, given: str, work: Path, count: int) -> list[SourceFile]:
    parts = urlsplit(given)
    if parts.scheme == "file":
        return input_files([Path(unquote(parts.path))])
    if parts.scheme in _LOCAL or len(parts.scheme) == 1:
        try:
            return input_files([Path(given)])
        except InputError as missing:
            return brought(session, given, work, count, missing)
    return brought(session, given, work, count)


def files_there(session: SparkSession, paths: Sequence[str]) -> list[ThereFile] | None:
    """The files at these URLs, when every worker can read all of them; else nothing.

    Of folders such as `region=north` the files have that column. Raises `InputError` with
    everything that is not there.
    """
    found: dict[str, ThereFile] = {}
    problems: list[Problem] = []
    for given in paths:
        if len(urlsplit(given).scheme) < 2:
            return None
        listed = list(_listed(session, given))
        if not listed:
            problems.append(Problem(Fault.FILE_MISSING, {}, given))
        for path, size, root in listed:
            url, file = str(path), clean_line(str(path))
            under = _given(url, root) if root else {}
            one = ThereFile(len(found) + 1, url, size, file, bool(root), under)
            found.setdefault(url, one)
    if problems:
        raise InputError(problems)
    files = list(found.values())
    hard = any(_HARD.intersection(one.url) or one.is_too_large for one in files)
    return None if hard else files


def _listed(session: SparkSession, url: str) -> Iterator[tuple[Any, int, str]]:
    """Every file with its size, and the folder that was given, in the order of their paths."""
    jvm: Any = session._jvm
    parts = urlsplit(url)
    # What Python and browsers call a file has signs in it that Hadoop does not take for a space.
    named = f"file:{unquote(parts.path)}" if parts.scheme == "file" else url
    pattern = jvm.org.apache.hadoop.fs.Path(named)
    files = pattern.getFileSystem(session._jsc.hadoopConfiguration())
    for status in files.globStatus(pattern) or []:
        root = str(status.getPath()) if status.isDirectory() else ""
        for path in sorted(_inside(files, status), key=str):
            yield path, int(files.getFileStatus(path).getLen()), root


def _given(url: str, root: str) -> dict[str, str]:
    """The columns that the folders between a root and a file give, as Hive writes them."""
    parts = url.removeprefix(root).split("/")[:-1]
    named = (part.partition("=") for part in parts if "=" in part)
    return {name: clean_line(unquote(value)) for name, _, value in named if value != _NO_VALUE}


def brought(
    session: SparkSession,
    url: str,
    work: Path,
    count: int = 0,
    missing: InputError | None = None,
) -> list[SourceFile]:
    """The files at a path of the cluster, copied to the work folder.

    Raises `missing`, or an `InputError` of its own, when nothing is there.
    """
    jvm: Any = session._jvm
    pattern = jvm.org.apache.hadoop.fs.Path(url)
    files = pattern.getFileSystem(session._jsc.hadoopConfiguration())
    found = files.globStatus(pattern) or []
    sources: list[SourceFile] = []
    for status in found:
        for path in _inside(files, status):
            name = clean_line(str(path.getName()))
            target = work / f"brought-{count + len(sources):06}{ending(Path(name))}"
            files.copyToLocalFile(False, path, jvm.org.apache.hadoop.fs.Path(target.as_uri()), True)
            sources.append(SourceFile(target, clean_line(str(path)), status.isDirectory()))
    if not sources:
        raise missing or InputError([Problem(Fault.FILE_MISSING, {}, url)])
    return sources


def _inside(files: Any, status: Any) -> Iterator[Any]:
    """The path itself, or every file of answers in the folder, however deep."""
    if not status.isDirectory():
        yield status.getPath()
        return
    listed = files.listFiles(status.getPath(), True)
    while listed.hasNext():
        path = listed.next().getPath()
        name = str(path.getName())
        if not name.startswith((".", "_", "~")) and ending(Path(name)) in ENDINGS:
            yield path
