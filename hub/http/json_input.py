"""A GraphQL request, read strictly: from a JSON body or from the parameters of an address.

In: bytes. Out: `Envelope`. Refuses (400) what is no UTF-8, no JSON object, nested too deep, has a
number too long, a name twice, NaN, a NUL or half a surrogate pair, a part of the wrong type, or no
`query`. Each refusal takes time linear in the input and repeats none of it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from urllib.parse import parse_qsl

import orjson

from hub.errors import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEPTH = 32
DIGITS = 40
PARAMETERS = 20
LONGEST_TEXT = 200  # as in a token
KNOWN = ("query", "operationName", "variables", "extensions")
TOKEN_NAMES = frozenset({"access_token", "token", "authorization", "jwt"})
_TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_LONG_NUMBER = re.compile(rb"[0-9.]{%d}" % DIGITS)
_NAMES = re.compile(rb'"[ \t\r\n]*:')
NESTING = frozenset({dict, list, float})
NONE = -(1 << 40)
_BRACKETS = re.compile(rb"[\[{\]}]")


class Envelope(NamedTuple):
    """One request. `case` and `purpose` come from `extensions.access`."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]
    case: str | None = None
    purpose: str | None = None


def from_body(body: bytes) -> Envelope:
    """The request in the body of a POST."""
    if not body.strip():
        _refuse("The body is empty; send a JSON object with a query.")
    value = strict_json(body)
    if not isinstance(value, dict):
        _refuse("The body is not a JSON object; batches are not taken.")
    return _envelope(value)


def from_parameters(query_string: bytes) -> Envelope:
    """The request in the parameters of a GET."""
    given = parameters(query_string)
    values: dict[str, Any] = {name: given[name] for name in KNOWN[:2] if name in given}
    for name in KNOWN[2:]:
        if given.get(name):
            values[name] = strict_json(given[name].encode())
    return _envelope(values)


def parameters(query_string: bytes) -> dict[str, str]:
    """The parameters of an address; each once, and never a token."""
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=PARAMETERS,
        )
    except ValueError:
        _refuse("The parameters of the address cannot be read.")
    given = dict(pairs)
    if len(given) != len(pairs):
        _refuse("A parameter of the address stands twice.")
    if not TOKEN_NAMES.isdisjoint(name.lower() for name in given):
        raise BadRequestError(
            "TOKEN_IN_ADDRESS", "A token belongs in the Authorization header, never in an address."
        )
    return given


def strict_json(content: bytes) -> Any:
    """A JSON value without anything that two readers could read in two ways.

    The quick reader is believed where it has kept every name that is written: it forgets the first
    of two equal ones, and the end of a long number, which becomes a float.
    """
    if b"\\u" not in content:
        try:
            value = orjson.loads(content)
        except orjson.JSONDecodeError:
            pass  # the strict reader refuses it, and says why
        else:
            if _names(value) == len(_NAMES.findall(content)):
                return value
    return _strictly(content)


def _strictly(content: bytes) -> Any:
    if _LONG_NUMBER.search(content) and _LONG_NUMBER.search(_TEXTS.sub(b"", content)):
        _refuse("A number has too many digits.")
    if _deep(content):
        _refuse("The JSON is nested too deep.")
    try:
        value = json.loads(
            content.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
        if b"\\u" in content:
            _whole_texts(value)
    except UnicodeError:
        _refuse("The text is not UTF-8.")
    except ValueError:
        _refuse("The JSON cannot be read, or has a name twice.")
    return value


def _names(value: Any, depth: int = DEPTH) -> int:
    """How many names a value has; less than none where it has a float or is too deep."""
    if type(value) not in NESTING:
        return 0
    if not depth or type(value) is float:
        return NONE
    names, inner = (len(value), value.values()) if type(value) is dict else (0, value)
    for each in inner:
        if type(each) in NESTING:
            names += _names(each, depth - 1)
    return names


def _deep(content: bytes) -> bool:
    """Whether brackets stand in one another more often than `DEPTH`; those in texts are none."""
    if content.count(b"[") + content.count(b"{") <= DEPTH:
        return False
    depth = 0
    for bracket in _BRACKETS.finditer(_TEXTS.sub(b"", content)):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > DEPTH:
            return True
    return False


def _whole_texts(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    text.encode("utf-8")
    if "\\u0000" in text:
        raise ValueError("a text has a NUL")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError("no JSON number")


def _envelope(values: Mapping[str, Any]) -> Envelope:
    query = values.get("query")
    if not isinstance(query, str) or not query.strip():
        _refuse("There is no query; it is a text.", "query")
    name = values.get("operationName")
    if name is not None and not isinstance(name, str):
        _refuse("operationName is not a text.", "operationName")
    variables = _map(values, "variables")
    extensions = _map(values, "extensions")
    access = _map(extensions, "access") if extensions else None
    if not access:
        return Envelope(query, name or None, variables)
    if not access.keys() <= {"case", "purpose"}:
        _refuse("extensions.access takes case and purpose only.", "extensions", "access")
    return Envelope(
        query,
        name or None,
        variables,
        _access_text(access, "case"),
        _access_text(access, "purpose"),
    )


def _map(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = values.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        _refuse(f"{name} is not an object.", name)
    return value


def _access_text(access: Mapping[str, Any], name: str) -> str | None:
    value = access.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        _refuse(f"extensions.access.{name} is not a text.", "extensions", "access", name)
    if len(value) > LONGEST_TEXT:
        _refuse(f"extensions.access.{name} is too long.", "extensions", "access", name)
    return value


def _refuse(message: str, *path: str) -> NoReturn:
    raise BadRequestError("BAD_REQUEST", message, path=path)
