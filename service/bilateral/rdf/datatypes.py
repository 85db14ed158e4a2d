"""Datatypes: which literals are well-typed, which have the same value, how values compare.

It reads literals as they were written, so it must run before a store canonicalises them: ``"300"^^xsd:byte``
is refused here, and an integer afterwards.

Source: OWL 2 Profiles, section 4.3, table 8; OWL 2 Structural Specification, section 4; XSD 1.1 Part 2;
SPARQL 1.1 Query Language, section 17.3.
"""

from __future__ import annotations

import base64
import binascii
import math
import operator
import re
import struct
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from bilateral.rdf import dates
from bilateral.rdf.terms import XSD, is_literal, literal_parts
from bilateral.rdf.terms import literal as make
from bilateral.rdf.vocabulary import RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from bilateral.rdf.terms import Term


class Value(NamedTuple):
    """A data value."""

    space: str  # the primitive value space; different ones share no value
    identity: Hashable  # equal for identical values of a space
    order: object  # what values of a space are compared by
    zoned: bool | None = None  # whether a moment has a time zone; None for what is no moment


_INTEGERS: Mapping[str, tuple[str, int | None, int | None]] = {
    "integer": ("decimal", None, None),
    "nonNegativeInteger": ("integer", 0, None),
    "nonPositiveInteger": ("integer", None, 0),
    "positiveInteger": ("nonNegativeInteger", 1, None),
    "negativeInteger": ("nonPositiveInteger", None, -1),
    "long": ("integer", -(2**63), 2**63 - 1),
    "int": ("long", -(2**31), 2**31 - 1),
    "short": ("int", -(2**15), 2**15 - 1),
    "byte": ("short", -128, 127),
    "unsignedLong": ("nonNegativeInteger", 0, 2**64 - 1),
    "unsignedInt": ("unsignedLong", 0, 2**32 - 1),
    "unsignedShort": ("unsignedInt", 0, 2**16 - 1),
    "unsignedByte": ("unsignedShort", 0, 255),
}
"""Each integer datatype's next larger one, and its bounds."""
_NAME_START = (
    r"[:A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF]"
)
_NAME_CHAR = _NAME_START[:-1] + r"\-.0-9\u00B7\u0300-\u036F\u203F\u2040]"
_STRINGS: Mapping[str, re.Pattern[str]] = {
    "string": re.compile(r".*", re.DOTALL),
    "normalizedString": re.compile(r"[^\t\n\r]*"),
    "token": re.compile(r"(?:[^\s](?:[^\s]| (?! ))*(?<! ))?"),
    "language": re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"),
    "Name": re.compile(f"{_NAME_START}{_NAME_CHAR}*"),
    "NCName": re.compile(f"(?!:){_NAME_START}(?:(?!:){_NAME_CHAR})*"),
    "NMTOKEN": re.compile(f"{_NAME_CHAR}+"),
}
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_DOUBLE = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN", re.ASCII)
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})*")
_BASE64 = re.compile(r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){2}(?:= ?=|[A-Za-z0-9+/] ?=))?")
_ANY_URI = re.compile(r"(?:[^\x00-\x20<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})*")

_PARENTS = {local: parent for local, (parent, _, _) in _INTEGERS.items()} | {
    "normalizedString": "string",
    "token": "normalizedString",
    "language": "token",
    "Name": "token",
    "NCName": "Name",
    "NMTOKEN": "token",
    "dateTimeStamp": "dateTime",
}
_ROOTS = (
    "float",
    "double",
    "string",
    "boolean",
    "hexBinary",
    "base64Binary",
    "anyURI",
    "dateTime",
    "decimal",
)
SUPPORTED = frozenset(f"<{XSD}{local}>" for local in (*_ROOTS, *_PARENTS)) | {
    RDF.PlainLiteral,
    RDF.XMLLiteral,
    RDFS.Literal,
}
"""The datatypes of OWL 2 RL."""

SUPERTYPES: Mapping[Term, Term] = {f"<{XSD}{sub}>": f"<{XSD}{sup}>" for sub, sup in _PARENTS.items()} | {
    f"<{XSD}string>": RDF.PlainLiteral
}
"""Each datatype's next larger one."""


BOUNDS: Mapping[Term, tuple[int | None, int | None]] = {
    f"<{XSD}{local}>": (low, high) for local, (_, low, high) in _INTEGERS.items()
}
"""The bounds of each integer datatype; None where there is none."""


def validate(literal: Term) -> str | None:
    """Return why a term is an ill-typed literal; None for well-typed ones, and for unknown datatypes."""
    if literal[-1] != ">" or not is_literal(literal):
        return None
    text, datatype, language = literal_parts(literal)
    if language or datatype not in _PARSERS or _value(text, datatype, language) is not None:
        return None
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return f'"{shown}" is no value of {datatype.replace(XSD, "xsd:").replace(str(RDF), "rdf:")}'


_SHOWN = 80


def value_of(literal: Term) -> Value | None:
    """Return the value of a literal; None where it is ill-typed or its datatype unknown."""
    return _value(*literal_parts(literal))


def is_string(literal: Term) -> bool:
    """Return whether a typed literal has a string's value."""
    return literal.endswith(_STRING_ENDS)


_STRING_ENDS = (*(f"^^<{XSD}{local}>" for local in _STRINGS), f"^^<{RDF}PlainLiteral>")


def integer_of(term: Term) -> int | None:
    """Return the value of a literal that is a small integer number; else None."""
    value = value_of(term) if is_literal(term) else None
    if value is None or value.space != "decimal":
        return None
    number = value.identity
    small = isinstance(number, Decimal) and abs(number) <= _SMALL and number == number.to_integral_value()
    return int(number) if small and isinstance(number, Decimal) else None


_SMALL = 10**9


def same(left: Value, right: Value) -> bool:
    """Return whether two values are identical (dt-eq)."""
    return left.space == right.space and left.identity == right.identity


def differ(left: Term, right: Term) -> bool:
    """Return whether two literals certainly have different values (dt-diff).

    It is false for values that are equal but not identical, such as one instant in two time zones.
    """
    one, other = value_of(left), value_of(right)
    if one is None or other is None:
        return False
    if one.space != other.space:
        return True
    if one.zoned != other.zoned:
        return False
    return one.identity != other.identity and one.order != other.order


def belongs(literal: Term, datatype: Term) -> bool | None:
    """Return whether the value of a literal is in the value space of a datatype; None if unknown."""
    text, own, language = literal_parts(literal)
    wanted = datatype[1:-1]
    value = _value(text, own, language)
    if datatype == RDFS.Literal:
        return None if value is None else True
    if value is None or wanted not in _PARSERS:
        return wanted == own if own in _PARSERS else None
    if datatype == RDF.PlainLiteral:
        return value.space in {"string", "langString"}
    return _SPACES[wanted](value)


def compare(left: Term, sign: str, right: Term) -> bool:
    """Compare two terms as a SPARQL filter does; a type error is false."""
    is_equality, are_literals = sign in {"=", "!="}, is_literal(left) and is_literal(right)
    if is_equality and (left == right or not are_literals):
        return (left == right) == (sign == "=")
    if not are_literals:
        return False
    one, other = value_of(left), value_of(right)
    if one is None or other is None:
        return False
    if is_equality and {one.space, other.space} <= {"string", "langString"}:
        return same(one, other) == (sign == "=")
    order = _order(one, other)
    return order is not None and bool(_HOLDS[sign](order, 0))


_HOLDS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _order(one: Value, other: Value) -> int | None:
    if {one.space, other.space} <= _NUMERIC:
        return _sign(_number(one, other), _number(other, one))
    if one.space != other.space or one.order is None:
        return None
    if isinstance(one.order, Decimal) and isinstance(other.order, Decimal):
        apart = abs(one.order - other.order)
        if one.zoned != other.zoned and apart <= dates.UNCERTAIN:
            return None
    return _sign(one.order, other.order)


_NUMERIC = {"decimal", "float", "double"}


def _number(value: Value, beside: Value) -> object:
    inexact = value.space != "decimal" or beside.space != "decimal"
    try:
        return float(value.order) if inexact else value.order  # type: ignore[arg-type]
    except OverflowError:
        return math.inf


def _sign(left: object, right: object) -> int | None:
    if left == right:
        return 0
    if left < right:  # type: ignore[operator]
        return -1
    return 1 if left > right else None  # type: ignore[operator]


def _in_bounds(local: str) -> Callable[[Value], bool]:
    _, low, high = _INTEGERS[local]

    def test(value: Value) -> bool:
        number = value.order
        return (
            value.space == "decimal"
            and isinstance(number, Decimal)
            and number == number.to_integral_value()
            and (low is None or low <= number)
            and (high is None or number <= high)
        )

    return test


def _integer(local: str) -> Callable[[str], Value | None]:
    is_inside = _in_bounds(local)

    def parse(text: str) -> Value | None:
        value = _decimal(text) if _INTEGER.fullmatch(text) else None
        return value if value and is_inside(value) else None

    return parse


def _decimal(text: str) -> Value | None:
    if not _DECIMAL.fullmatch(text):
        return None
    number = Decimal(text)
    return Value("decimal", number, number)


def _floating(space: str, layout: str) -> Callable[[str], Value | None]:
    def parse(text: str) -> Value | None:
        if not _DOUBLE.fullmatch(text):
            return None
        number = float(text)
        try:
            number = struct.unpack(layout, struct.pack(layout, number))[0]
        except OverflowError:
            number = math.copysign(math.inf, number)
        return Value(space, "NaN" if math.isnan(number) else struct.pack(layout, number), number)

    return parse


def _text(space: str, form: re.Pattern[str]) -> Callable[[str], Value | None]:
    return lambda text: Value(space, text, text) if form.fullmatch(text) else None


def _boolean(text: str) -> Value | None:
    truth = {"true": True, "1": True, "false": False, "0": False}.get(text)
    return None if truth is None else Value("boolean", truth, truth)


def _hex_binary(text: str) -> Value | None:
    return Value("hexBinary", bytes.fromhex(text), None) if _HEX.fullmatch(text) else None


def _base64_binary(text: str) -> Value | None:
    if not _BASE64.fullmatch(text):
        return None
    try:
        return Value("base64Binary", base64.b64decode(text.replace(" ", ""), validate=True), None)
    except binascii.Error:
        return None


def _xml(text: str) -> Value | None:
    parser = expat.ParserCreate()
    try:
        parser.Parse(f"<x>{text}</x>", True)  # noqa: FBT003  # the parser takes it by position only
    except (expat.ExpatError, UnicodeEncodeError):
        return None
    return Value("XMLLiteral", text, None)


def _moment(kind: str) -> Callable[[str], Value | None]:
    space = "dateTime" if kind == "dateTimeStamp" else kind

    def parse(text: str) -> Value | None:
        moment = dates.parse_moment(kind, text)
        return moment and Value(space, moment, moment.seconds, moment.zone is not None)

    return parse


def _duration(kind: str) -> Callable[[str], Value | None]:
    def parse(text: str) -> Value | None:
        found = dates.parse_duration(kind, text)
        if found is None:
            return None
        months, seconds = found
        order = {(True, False): months, (False, True): seconds}.get((bool(months), bool(seconds)))
        return Value("duration", found, order)

    return parse


def _plain(text: str) -> Value | None:
    """Read rdf:PlainLiteral, which writes the language after the last @."""
    string, at, language = text.rpartition("@")
    if not at:
        return None
    return (
        Value("langString", (string, language.lower()), None) if language else Value("string", string, string)
    )


_PARSERS: Mapping[str, Callable[[str], Value | None]] = (
    {XSD + local: _integer(local) for local in _INTEGERS}
    | {XSD + local: _text("string", form) for local, form in _STRINGS.items()}
    | {XSD + kind: _moment(kind) for kind in dates.MOMENTS}
    | {XSD + kind: _duration(kind) for kind in dates.DURATIONS}
    | {
        XSD + "decimal": _decimal,
        XSD + "float": _floating("float", "<f"),
        XSD + "double": _floating("double", "<d"),
        XSD + "boolean": _boolean,
        XSD + "hexBinary": _hex_binary,
        XSD + "base64Binary": _base64_binary,
        XSD + "anyURI": _text("anyURI", _ANY_URI),
        f"{RDF}XMLLiteral": _xml,
        f"{RDF}langString": lambda _: None,
        f"{RDF}PlainLiteral": _plain,
    }
)


def _in_form(form: re.Pattern[str]) -> Callable[[Value], bool]:
    return lambda value: value.space == "string" and bool(form.fullmatch(str(value.identity)))


def _in_space(space: str) -> Callable[[Value], bool]:
    return lambda value: value.space == space


_SPACES: Mapping[str, Callable[[Value], bool]] = (
    {iri: _in_space(iri.rpartition("#")[2]) for iri in _PARSERS}
    | {XSD + kind: _in_space("duration") for kind in dates.DURATIONS}
    | {XSD + local: _in_bounds(local) for local in _INTEGERS}
    | {XSD + local: _in_form(form) for local, form in _STRINGS.items()}
    | {XSD + "dateTimeStamp": lambda value: value.space == "dateTime" and value.zoned is True}
)


@lru_cache(maxsize=65_536)
def _value(text: str, datatype: str, language: str) -> Value | None:
    if language:
        return Value("langString", (text, language), None)
    parser = _PARSERS.get(datatype)
    return parser(text) if parser else None


DATATYPES = frozenset(f"<{iri}>" for iri in _PARSERS) | {RDFS.Literal}
"""The datatypes whose values we know."""


def is_datatype(term: Term) -> bool:
    """Return whether the term is a datatype whose values we know."""
    return term in DATATYPES


def spellings(literal: Term) -> Iterator[Term]:
    """Yield other literals with the same value, as stores write them."""
    value = value_of(literal)
    if value is None or value.space not in {"decimal", "string", "boolean"}:
        return
    found: set[Term] = set()
    if value.space == "boolean":
        found = {make(text, datatype=XSD + "boolean") for text in ("0", "1", "true", "false")}
    elif value.space == "string":
        found = {make(str(value.identity), datatype=XSD + local) for local in _STRINGS}
    elif isinstance(value.identity, Decimal):
        text = f"{value.identity:f}"
        forms = {text, text.rstrip("0").rstrip(".") if "." in text else f"{text}.0"}
        found = {make(form, datatype=XSD + local) for form in forms for local in ("decimal", *_INTEGERS)}
    yield from (other for other in found - {literal} if value_of(other) == value)


def of_literal(literal: Term) -> list[Term]:
    """Return the datatypes of OWL 2 RL that have the literal's value (dt-type2)."""
    return [datatype for datatype in sorted(SUPPORTED) if belongs(literal, datatype)]
