"""Paths of any kind that Spark reads, as files of this machine: the others are brought here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from slimscan.batch.read.inputs import ENDINGS, SourceFile, input_files
from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.sheets import ending
from slimscan.text import clean_line

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LOCAL = ("", "file")


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
