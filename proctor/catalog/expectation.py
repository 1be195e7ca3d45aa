"""What a model expects at one place, in an author's words."""

from typing import Any, Final

from msgspec import inspect

_WORDS: Final[dict[type, str]] = {
    inspect.StrType: "a text",
    inspect.FloatType: "a number",
    inspect.IntType: "a whole number",
    inspect.BoolType: "true or false",
}


def described(info: Any) -> str:
    """The values of this type, in words that complete "expected ..."."""
    info = plain(info)
    if isinstance(info, inspect.LiteralType):
        values = [str(value) for value in info.values]
        return values[0] if len(values) == 1 else "one of: " + ", ".join(values)
    if isinstance(info, inspect.VarTupleType):
        return f"a list of {_several(plain(info.item_type))}"
    if isinstance(info, inspect.StructType):
        return "a table with: " + ", ".join(field.encode_name for field in info.fields)
    if isinstance(info, inspect.DictType):
        keys = plain(info.key_type)
        return "a table" if isinstance(keys, inspect.StrType) else f"a table whose keys are {described(keys)}"
    return _WORDS[type(info)]


def fields(info: Any) -> tuple[inspect.Field, ...]:
    """The keys of the table expected here, none if it is no table."""
    info = plain(info)
    return info.fields if isinstance(info, inspect.StructType) else ()


def inner(info: Any, step: str) -> Any:
    """The type one step further: a key of a table, or any item of a list or dictionary."""
    info = plain(info)
    if isinstance(info, inspect.StructType):
        return next(field.type for field in info.fields if field.encode_name == step)
    return info.item_type if isinstance(info, inspect.VarTupleType) else info.value_type


def plain(info: Any) -> Any:
    """The type itself, where leaving the key out is allowed as well."""
    if isinstance(info, inspect.UnionType):
        return next(part for part in info.types if not isinstance(part, inspect.NoneType))
    return info


def _several(info: Any) -> str:
    if isinstance(info, inspect.StructType):
        return "tables with: " + ", ".join(field.encode_name for field in info.fields)
    return "texts" if isinstance(info, inspect.StrType) else described(info)
