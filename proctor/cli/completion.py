"""`proctor completion bash`: lets bash finish command names, options, and the ids of sessions."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Final

from proctor.cli.commands import COMMANDS
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser, parser_of
from proctor.errors import ExitCode

_FRAME: Final = """\
# In ~/.bashrc: eval "$(proctor completion bash)"
_proctor() {
  local word="${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="@COMMANDS@"
  elif [ "${word:0:1}" = - ]; then
    case "${COMP_WORDS[1]}" in
@OPTIONS@
    esac
  else
    words="$(proctor sessions 2>/dev/null | sed -n '2,$s/ .*//p')"
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _proctor proctor"""


def bash_script() -> str:
    """What bash evaluates."""
    names = " ".join(command.name for command in COMMANDS)
    return _FRAME.replace("@COMMANDS@", names).replace("@OPTIONS@", "\n".join(_option_cases()))


def _option_cases() -> Iterator[str]:
    for command in COMMANDS:
        options = " ".join(parser_of(command.name, command.help, command.handler()).long_options())
        yield f'      {command.name}) words="{options}" ;;'


def _arguments(parser: Parser) -> None:
    parser.add_argument("shell", choices=("bash",), help="for which shell")


def _run(options: Namespace) -> int:
    if options.json:
        print_json({"script": bash_script()})
    else:
        print_lines([bash_script()])
    return ExitCode.DONE


COMPLETION: Final = Handler(_arguments, _run)
