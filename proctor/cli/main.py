"""Where the command line begins and ends: the one place that turns errors into words and exit codes."""

import json
import os
import sys
import traceback
from collections.abc import Sequence
from io import TextIOWrapper

from proctor import __version__
from proctor.cli.commands import find_command
from proctor.cli.guidance import help_lines
from proctor.cli.inside import refuse_what_is_not_here
from proctor.cli.parsing import called, wants_json
from proctor.errors import ExitCode, ProctorError, UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command line and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _never_fail_on_letters()
    try:
        code = _carried_out(words)
        sys.stdout.flush()
    except ProctorError as error:
        return _told(error, as_json=wants_json(words))
    except KeyboardInterrupt:
        print("proctor: interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _close_output()
        return ExitCode.DONE
    except Exception:  # noqa: BLE001 the last resort: a bug shows its traceback and has an exit code of its own
        traceback.print_exc()
        print("proctor: this is a bug of proctor; the lines above say where", file=sys.stderr)
        return ExitCode.BUG
    return code


def _carried_out(words: list[str]) -> int:
    first = words[0] if words else ""
    if first == "help" and len(words) > 1:
        words = [*words[1:], "--help"]
    elif first in {"-h", "--help", "help"}:
        return _say("\n".join(help_lines()))
    elif first in {"-V", "--version"}:
        return _say(f"proctor {__version__}")
    elif not words:
        from proctor.cli.orientation import orientation_lines  # noqa: PLC0415 help and version need no record

        return _say("\n".join(orientation_lines()))
    elif first.startswith("-"):
        raise UsageError(f"a command comes first, not {first}", hint="see: proctor --help")
    command = find_command(words[0])
    if "--help" not in words:
        refuse_what_is_not_here(command.name, words[1:])
    return called(command.name, command.help, command.handler(), words[1:])


def _say(text: str) -> int:
    print(text)
    return ExitCode.DONE


def _told(error: ProctorError, *, as_json: bool) -> int:
    print(f"proctor: error: {error}", file=sys.stderr)
    if error.hint:
        print(f"hint: {error.hint}", file=sys.stderr)
    if as_json:
        print(json.dumps({"error": str(error), "hint": error.hint, "code": int(error.exit_code)}))
    return error.exit_code


def _never_fail_on_letters() -> None:
    """A terminal that cannot show a letter gets a replacement, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _close_output() -> None:
    """The reader is gone: let the interpreter's last flush go nowhere."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 devnull is a name, not a path
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
