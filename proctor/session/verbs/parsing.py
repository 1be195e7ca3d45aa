"""How the words that a person gave become the values of an act's arguments."""

from proctor.errors import UsageError
from proctor.session.durations import parse_duration_s
from proctor.session.verbs.verb import Arg, ArgKind, Verb

Value = str | float | bool


def parsed(verb: Verb, given: dict[str, object]) -> dict[str, Value]:
    """The verb's arguments as values (durations in seconds); UsageError names what is missing or unknown."""
    known = {arg.name: arg for arg in verb.args}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise UsageError(f"{verb.name} has no argument {unknown[0]!r}", hint=f"it takes: {', '.join(known) or 'none'}")
    return {name: _value(verb, arg, given.get(name)) for name, arg in known.items()}


def _value(verb: Verb, arg: Arg, given: object) -> Value:
    if arg.kind is ArgKind.FLAG:
        return bool(given)
    text = str(arg.default if given is None else given).strip()
    if arg.required and not text:
        raise UsageError(f"{verb.name} needs {arg.name}: {arg.help}")
    if arg.choices and text not in arg.choices:
        raise UsageError(f"{arg.name} cannot be {text!r}", hint=f"one of: {', '.join(arg.choices)}")
    if arg.kind is ArgKind.DURATION:
        return parse_duration_s(text) if text else 0.0
    return text
