"""SPARQL by its grammar, as hypothesis makes it.

Source: SPARQL 1.1 Query Language, section 19.8; SPARQL 1.1 Update; SPARQL 1.2's triple terms.
"""

from hypothesis import strategies as st


def each(*parts):
    """Join parts, texts or strategies, with spaces."""
    made = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*made).map(" ".join)


def several(part, least=1, most=3, separator=" "):
    return st.lists(part, min_size=least, max_size=most).map(separator.join)


def maybe(part):
    return st.just("") | part


names = st.sampled_from("abcxyz")
variables = names.map("?{}".format)
iris = st.sampled_from(
    ["<a:s>", "<a:t>", "<a:p>", "<a:q>", "<http://e/é>", "<rel>", "<>", ":s", "p:x", "p:", "rdf:type"]
)
strings = st.sampled_from(["''", "'a'", '"b"', "'''c\n'd'''", "'\\u00e9\\t'", "'\\U0001F600'", "'(a+)+$'"])
numbers = st.sampled_from(
    ["0", "1", "-1", "+2", "1.5", "-.5", "1e3", "1.0e400", "99999999999999999999", "-9223372036854775808"]
)
datatypes = st.sampled_from(
    ["integer", "decimal", "double", "float", "byte", "boolean", "string", "hexBinary", "nothing"]
) | st.sampled_from(
    ["dateTime", "date", "time", "gYear", "gMonthDay", "duration", "dayTimeDuration", "yearMonthDuration"]
)
lexical = st.sampled_from(
    [
        "'1'",
        "'x'",
        "'2024-02-30'",
        "'2024-02-29T24:00:00Z'",
        "'-0001'",
        "'P1Y2M'",
        "'PT1e9S'",
        "'NaN'",
        "'INF'",
    ]
)
tags = st.sampled_from(["@en", "@zh-Hant", "@de-AT-1996", "@en--ltr"])
literals = (
    strings
    | numbers
    | st.sampled_from(["true", "false", "TRUE"])
    | st.tuples(strings, tags).map("".join)
    | st.builds("{}^^xsd:{}".format, lexical, datatypes)
)
blanks = st.sampled_from(["_:b", "[]", "_:c"])

FUNCTIONS = {
    "STR LANG LANGDIR DATATYPE IRI URI ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI YEAR MONTH DAY"
    " HOURS MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 isIRI isURI isBLANK isLITERAL isNUMERIC"
    " BNODE SUBJECT PREDICATE OBJECT isTRIPLE hasLANG hasLANGDIR": 1,
    "LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT sameTerm REGEX SUBSTR": 2,
    "REPLACE SUBSTR IF REGEX TRIPLE STRLANGDIR": 3,
    "RAND NOW UUID STRUUID BNODE": 0,
    "COALESCE CONCAT": 2,
}
CASTS = ["xsd:integer", "xsd:dateTime", "xsd:boolean", "xsd:duration", "xsd:date", "<a:unknown>"]
AGGREGATES = ["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"]

expressions = st.deferred(lambda: _expressions)
groups = st.deferred(lambda: _groups)
paths = st.deferred(lambda: _paths)


def _call(names_, arity):
    return st.tuples(st.sampled_from(names_.split()), *[expressions] * arity).map(
        lambda parts: f"{parts[0]}({', '.join(parts[1:])})"
    )


_operators = st.sampled_from(["=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "&&", "||"])
_operands = variables | iris | literals
_expressions = (
    _operands
    | st.one_of(*[_call(names_, arity) for names_, arity in FUNCTIONS.items()])
    | st.builds("{}({})".format, st.sampled_from(CASTS), expressions)
    | st.builds("BOUND({})".format, variables)
    | st.builds("({} {} {})".format, expressions, _operators, expressions)
    | st.builds("{}({})".format, st.sampled_from("!-+"), expressions)
    | st.builds(
        "({} {} ({}, {}))".format, expressions, st.sampled_from(["IN", "NOT IN"]), expressions, expressions
    )
    | st.builds("{} {}".format, st.sampled_from(["EXISTS", "NOT EXISTS"]), groups)
)
_aggregates = st.builds(
    "{}({} {})".format, st.sampled_from(AGGREGATES), st.sampled_from(["", "DISTINCT"]), expressions
) | st.sampled_from(["COUNT(*)", "COUNT(DISTINCT *)", "GROUP_CONCAT(?a; SEPARATOR=',')"])

_paths = (
    iris
    | st.just("a")
    | st.builds("^{}".format, iris)
    | st.builds("({}){}".format, paths, st.sampled_from("*+?"))
    | st.builds("({}{}{})".format, paths, st.sampled_from("/|"), paths)
    | st.builds("!({}|^{})".format, iris, iris)
    | st.builds("^({})".format, paths)
)

_terms = variables | iris | blanks
_bare = (
    _terms
    | literals
    | each("(", several(_terms | literals, 0), ")")
    | each("<<(", variables | iris, variables | iris, _operands, ")>>")
    | each("<<", _terms, iris, _operands, ">>")
)
_verbs = variables | iris | st.just("a")
_annotations = maybe(each("{|", iris, _operands, "|}"))


def _described(nodes, verbs, annotations):
    objects = several(each(nodes, annotations), 1, 2, ", ")
    subject = each(_terms, several(each(verbs, objects), 1, 2, " ; "))
    return several(subject, 1, 3, " . ")


_plain_triples = _described(_bare | each("[", _verbs, _terms, "]"), _verbs, _annotations)
_path_triples = _described(_bare | each("[", paths, _terms, "]"), paths, st.just(""))
_data = iris | literals | st.just("UNDEF")
_values = each("VALUES", variables, "{", several(_data, 0), "}") | each(
    "VALUES (?a ?b) {", several(each("(", _data, _data, ")"), 0), "}"
)
_binds = st.builds("BIND({} AS ?{})".format, expressions, st.sampled_from(["v", "w", "a"]))
_filters = st.builds("FILTER({})".format, expressions)
_graph_names = variables | iris
_patterns = (
    _plain_triples.map("{} .".format)
    | _path_triples.map("{} .".format)
    | groups
    | each(groups, st.sampled_from(["UNION", "MINUS"]), groups)
    | each("OPTIONAL", groups)
    | each("GRAPH", _graph_names, groups)
    | each("SERVICE SILENT", _graph_names, groups)
    | _binds
    | _filters
    | _values
)

PREFIXES = (
    "PREFIX : <a:> PREFIX p: <http://e/> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
    " PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
)
_prologue = st.sampled_from([PREFIXES, f"BASE <http://b/> {PREFIXES}"])
_projection = st.just("*") | several(variables, 1, 2)
_computed = several(st.builds("({} AS ?{})".format, _aggregates, st.sampled_from("mno")), 1, 1)
_keys = several(st.builds("({} AS ?k)".format, expressions) | variables, 1, 1)
_orders = several(variables | st.builds("{}({})".format, st.sampled_from(["ASC", "DESC"]), expressions), 1, 2)
_slice = each(
    maybe(st.integers(0, 9).map("LIMIT {}".format)),
    maybe(st.integers(0, 9).map("OFFSET {}".format)),
    maybe(_values),
)
_sorted = each(maybe(each("ORDER BY", _orders)), _slice)
_grouped = each("GROUP BY", _keys, maybe(st.builds("HAVING({})".format, _aggregates | expressions)), _sorted)
_datasets = maybe(several(each(st.sampled_from(["FROM", "FROM NAMED"]), iris), 1, 2))
_kinds = st.sampled_from(["SELECT", "SELECT DISTINCT", "SELECT REDUCED"])


def _select(datasets):
    return (
        each(_kinds, _projection, datasets, "WHERE", groups, _sorted)
        | each(_kinds, st.builds("({} AS ?m)".format, expressions), datasets, groups, _sorted)
        | each(_kinds, _computed, datasets, groups, _grouped | _sorted)
    )


_groups = each("{", several(_patterns, 0, 3), "}") | each("{", _select(st.just("")), "}")
_template = each("{", maybe(_plain_triples), "}")
queries = each(
    _prologue,
    _select(_datasets)
    | each("ASK", _datasets, groups)
    | each("CONSTRUCT", _template, _datasets, "WHERE", groups, _sorted)
    | each("CONSTRUCT", _datasets, "WHERE", _template)
    | each("DESCRIBE", st.just("*") | several(variables | iris), _datasets, groups, _sorted),
)

_ground = each(iris, iris, iris | literals)
_quads = each("{", several(_ground, 0, 3, " . "), maybe(each("GRAPH", iris, "{", _ground, "}")), "}")
_quad_template = each("{", maybe(_plain_triples), maybe(each("GRAPH", _graph_names, _template)), "}")
_references = st.sampled_from(["DEFAULT", "NAMED", "ALL"]) | iris.map("GRAPH {}".format)
_silent = st.sampled_from(["", "SILENT"])
_ends = st.just("DEFAULT") | iris
_operations = (
    each(st.sampled_from(["INSERT DATA", "DELETE DATA"]), _quads)
    | each("DELETE WHERE", _quad_template)
    | each(maybe(each("WITH", iris)), "DELETE", _quad_template, "INSERT", _quad_template, "WHERE", groups)
    | each("INSERT", _quad_template, maybe(each("USING", maybe(st.just("NAMED")), iris)), "WHERE", groups)
    | each(st.sampled_from(["CLEAR", "DROP"]), _silent, _references)
    | each(st.sampled_from(["COPY", "MOVE", "ADD"]), _silent, _ends, "TO", _ends)
    | each("CREATE", _silent, iris.map("GRAPH {}".format))
    | each("LOAD", _silent, iris, maybe(each("INTO GRAPH", iris)))
)
updates = each(_prologue, several(_operations, 1, 3, " ; "))


@st.composite
def damaged(draw, texts):
    """A text with a part cut out, doubled or replaced."""
    text = draw(texts)
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.integers(0, 20)))
    middle = draw(st.sampled_from(["", text[start:end] * 2]) | st.text(max_size=5))
    return text[:start] + middle + text[end:]
