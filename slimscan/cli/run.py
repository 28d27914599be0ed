"""Runs one command and turns every outcome into an exit code; no traceback reaches a user."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Sequence

from slimscan.disk.interrupts import no_more_interrupts
from slimscan.errors import ExitCode, Fault, MachineError, Problem, SlimscanError, take_remarks
from slimscan.terminal.standard_streams import fall_silent, is_output_error, prepare_streams

_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000


def run_program() -> None:
    """The `slimscan` program."""
    # Most of what a command makes lives to its end; looking for garbage takes a sixth of a report.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    # No other package looks into what people answered, and looking for such packages takes long.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    prepare_streams()
    if not sys.warnoptions:
        # What a library warns of is for programmers; whoever asks for it (-W) still sees it.
        warnings.simplefilter("ignore")
    code = _run_command()
    no_more_interrupts()
    _tell(take_remarks(), ExitCode.DONE)
    _warn_of_folders()
    try:
        sys.stdout.flush()
    except OSError as error:
        code = _output_refused(error) if code == ExitCode.DONE else code
        fall_silent()
    # Looking through all objects once more, at the end, takes longer than most of what was done.
    gc.freeze()
    sys.exit(code)


def _run_command() -> int:
    """Run what the command line asks for, and give the exit code of what came of it."""
    try:
        return _call_command()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            return _nobody_reads()
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except SlimscanError as error:
        return _tell(error.problems, error.exit_code)
    except BrokenPipeError:
        return _nobody_reads()
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except OSError as error:
        return _output_refused(error) if is_output_error(error) else _machine_refused(error)
    except MemoryError as error:
        return _machine_refused(OSError(None, "out of memory"), error)
    except Exception as error:
        return _tell([_bug(error)], ExitCode.BUG)


def _call_command() -> int:
    """Call what was typed; a command that cannot be called so is told in the user's language."""
    from typer.exceptions import Abort, TyperException
    from typer.main import get_command

    from slimscan.cli.application import app_for
    from slimscan.cli.chosen_language import spoken_language
    from slimscan.cli.plain_values import read_plainly

    command = get_command(app_for(sys.argv[1:]))
    read_plainly(command)
    if _asks_for_help(sys.argv[1:]):
        from slimscan.cli.help_words import speak_help

        speak_help(command, spoken_language())
    try:
        code = command(standalone_mode=False)
    except TyperException as error:
        from slimscan.cli.misuse import tell_misuse

        print(tell_misuse(error, spoken_language()), file=sys.stderr)  # noqa: T201 talk, not data
        return error.exit_code
    except Abort:
        return ExitCode.INTERRUPTED
    return code if isinstance(code, int) else ExitCode.DONE


def _asks_for_help(arguments: Sequence[str]) -> bool:
    """Whether help may be shown: it is asked for, or no command was given."""
    return not arguments or bool({"-h", "--help"} & set(arguments))


def _warn_of_folders() -> None:
    """Say once where this run wrote what a power cut may still undo; that is no reason to stop."""
    if "slimscan.disk.durable" in sys.modules:
        from slimscan.disk.durable import unsynced_folders

        problems = [Problem(Fault.NOT_DURABLE, {}, str(folder)) for folder in unsynced_folders()]
        _tell(problems, ExitCode.DONE)


def _nobody_reads() -> int:
    """The reader of our output left (`slimscan show --json | head`): nothing more to say."""
    fall_silent()
    return ExitCode.DONE


def _output_refused(error: OSError) -> int:
    """What we say does not get through (a full disk behind `>`): say so where that still can be."""
    if isinstance(error, BrokenPipeError):
        return _nobody_reads()
    problem = Problem(Fault.OUTPUT_REFUSED, {"reason": _reason(error)})
    code = _tell([problem], ExitCode.MACHINE)
    fall_silent()
    return code


def _machine_refused(error: OSError, cause: BaseException | None = None) -> int:
    """The system refused something that no door of its own told of."""
    file = error.filename if isinstance(error.filename, str) else None
    log = _write_log(cause or error)
    values = {"reason": _reason(error), "log": log}
    return _tell([Problem(Fault.MACHINE_REFUSED, values, file)], ExitCode.MACHINE)


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__


def _tell(problems: Sequence[Problem], code: ExitCode) -> int:
    if not problems:
        return code
    from slimscan.cli.chosen_language import spoken_language
    from slimscan.terminal.problems import print_problems

    print_problems(problems, spoken_language())
    return code


def _bug(error: Exception) -> Problem:
    return Problem(Fault.BUG, {"kind": type(error).__name__, "log": _write_log(error)})


def _write_log(error: BaseException) -> str:
    """Write what happened to a log, and give its name; the traceback names code, never answers."""
    import traceback
    from datetime import datetime

    from slimscan.disk.places import home_folder

    frames = "".join(traceback.format_tb(error.__traceback__))
    try:
        log = home_folder() / "slimscan.log"
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        log.touch(mode=0o600)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {type(error).__name__}\n{frames}\n")
    except (OSError, MachineError):
        return "-"
    return str(log)
