"""Whether an answer has the shape of the SDK's model: every required member there, every member of its type."""

import dataclasses
import re
import types
import typing
from datetime import datetime
from enum import Enum

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
# Members whose names Python cannot have.
RENAMED = {"x_5_c": "x5c", "x_5_t_s_256": "x5t#S256"}
# Members, beside those that the SDK knows.
ADDED = {
    "ConnectApplicationM2M": {"audience"},
    "ConnectApplicationOAuth": {"login_uri"},
    # The list of an organization has its users' keys among its own.
    "OrganizationApiKey.owner": {"organization_id"},
}
# Values, beside those that the SDK knows.
WIDER = {"OrganizationApiKey.owner.type": ("user",)}


def problems(value, answered):
    """What is wrong with `answered`, JSON that the SDK parsed into `value`."""
    return list(_model(value, answered, type(value).__name__))


def _is_required(field):
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _model(value, answered, where):
    known = ADDED.get(type(value).__name__, set()) | ADDED.get(where, set())
    types_of = typing.get_type_hints(type(value))
    for field in dataclasses.fields(value):
        name = RENAMED.get(field.name, field.name)
        known.add(name)
        if name in answered:
            yield from _member(getattr(value, field.name), types_of[field.name], answered[name], f"{where}.{name}")
        elif _is_required(field):
            yield f"{where}.{name} is missing"
    for name in sorted(answered.keys() - known):
        yield f"{where}.{name} is unknown to the SDK"


def _member(value, expected, answered, where):
    origin, arguments = typing.get_origin(expected), typing.get_args(expected)
    if origin in (typing.Union, types.UnionType):
        found = [list(_member(value, choice, answered, where)) for choice in arguments]
        yield from [] if [] in found else max(found, key=len)
    elif expected is typing.Any:
        return
    elif expected is type(None):
        if answered is not None:
            yield f"{where} is {answered!r}, not null"
    elif origin is typing.Literal:
        if answered not in (*arguments, *WIDER.get(where, ())):
            yield f"{where} is {answered!r}, not {arguments}"
    elif origin is list:
        yield from _elements(value, arguments[0], answered, where)
    elif origin is dict:
        yield from _entries(arguments[1], answered, where)
    elif isinstance(expected, type) and issubclass(expected, Enum):
        if answered not in [member.value for member in expected]:
            yield f"{where} is {answered!r}, which {expected.__name__} does not have"
    elif expected is datetime:
        if not isinstance(answered, str) or not TIMESTAMP.fullmatch(answered):
            yield f"{where} is {answered!r}, not a timestamp"
    elif dataclasses.is_dataclass(expected):
        if not isinstance(value, expected):
            yield f"{where} is a {type(value).__name__}, not a {expected.__name__}"
        else:
            yield from _model(value, answered, where)
    elif expected is float and type(answered) is int:
        return
    elif type(answered) is not expected:
        yield f"{where} is {answered!r}, not a {expected.__name__}"


def _elements(value, expected, answered, where):
    if not isinstance(answered, list):
        yield f"{where} is {answered!r}, not an array"
        return
    for number, (element, said) in enumerate(zip(value, answered, strict=True)):
        yield from _member(element, expected, said, f"{where}[{number}]")


def _entries(expected, answered, where):
    if not isinstance(answered, dict):
        yield f"{where} is {answered!r}, not an object"
        return
    for name, said in answered.items():
        yield from _member(said, expected, said, f"{where}.{name}")
