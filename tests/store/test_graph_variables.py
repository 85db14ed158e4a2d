"""The variable of GRAPH is joined with what the pattern inside answers for each graph, and not seen inside.

The reference asks the engine for each graph by name, which it has right, and joins as section 18.6 does.
"""

import time
from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.errors import QueryFailed, QuerySyntaxError
from bilateral.store.engine.graph_variables import EngineQueries, rewritten
from bilateral.store.engine.view import GraphView

E = "http://e/"
PREFIX = f"PREFIX : <{E}> "
DATA = """
    GRAPH :one { :one a :Self ; :name "said here" ; :in :one . :x :in :one . :x :p :y }
    GRAPH :two { :one :name "said there" . :other a :Self ; :name "not a graph" ; :p :x .
                 :y :in :one . :z :in :two }
    GRAPH :three { :two :p :three . :three :p :two . :x :q :y }
    GRAPH :four { :x :name "four" }
"""


@pytest.fixture(scope="module")
def store():
    engine = ox.Store()
    engine.update(PREFIX + f"INSERT DATA {{ {DATA} }}")
    return engine


def rows(view, text):
    result = view.query(PREFIX + text)
    names = result.variables
    return [
        {name: term for name, term in zip(names, row, strict=True) if term is not None}
        for row in result.rows()
    ]


def reference(engine, name, content):
    """Return Eval(D(G), Graph(?name, P)), section 18.6."""
    joined = []
    for graph in engine.named_graphs():
        found = rows(GraphView(engine, reasoned=False), f"SELECT * {{ GRAPH {graph} {{ {content} }} }}")
        joined += [row for row in found if row.setdefault(name, str(graph)) == str(graph)]
    return joined


def multiset(found):
    return Counter(frozenset(row.items()) for row in found)


VARIABLES = st.sampled_from(["?g", "?s", "?o", "$g", "?x"])
TERMS = st.sampled_from(["?g", "?s", "?o", "?x", ":one", ":two", ":x", "_:b"])
PREDICATES = st.sampled_from([":in", ":p", ":name", "a", ":p*", ":p/:p", "?p", "^:in", ":p?"])
TRIPLES = st.builds("{} {} {} .".format, TERMS, PREDICATES, TERMS)


def expressions(groups):
    return st.one_of(
        st.builds("BOUND({})".format, VARIABLES),
        st.builds("!BOUND({})".format, VARIABLES),
        st.builds("{} = {}".format, VARIABLES, st.sampled_from(["?g", ":one", "?s"])),
        st.builds("EXISTS {{ {} }}".format, groups),
        st.builds("NOT EXISTS {{ {} }}".format, groups),
    )


def parts(groups):
    return st.one_of(
        TRIPLES,
        st.builds("FILTER({})".format, expressions(groups)),
        st.builds("OPTIONAL {{ {} }}".format, groups),
        st.builds("MINUS {{ {} }}".format, groups),
        st.builds("{{ {} }} UNION {{ {} }}".format, groups, groups),
        st.builds("{{ {} }}".format, groups),
        st.builds("VALUES {} {{ :one {} }}".format, VARIABLES, st.sampled_from([":nine", "UNDEF", ":two"])),
        st.builds(
            "{{ SELECT {} {{ {} }} {} }}".format,
            st.sampled_from(["?s", "DISTINCT ?g", "?s ?g", "*"]),
            groups,
            st.sampled_from(["", "", "LIMIT 0"]),
        ),
        st.builds(
            "{{ SELECT (COUNT({}) AS ?c) {{ {} }} }}".format, st.sampled_from(["*", "?g", "?s"]), groups
        ),
        st.builds("{{ SELECT ?s (COUNT(?g) AS ?c) {{ {} }} GROUP BY ?s }}".format, groups),
        st.builds("GRAPH {} {{ {} }}".format, st.sampled_from([":one", ":nine"]), groups),
    )


GROUPS = st.recursive(
    st.lists(TRIPLES, max_size=2).map(" ".join),
    lambda groups: st.lists(parts(groups), min_size=1, max_size=3).map(" ".join),
    max_leaves=5,
)


@settings(max_examples=400, deadline=None)
@given(content=GROUPS)
def test_a_graph_pattern_is_what_each_graph_answers_joined_with_its_name(store, content):
    try:
        expected = reference(store, "g", content)
    except QuerySyntaxError:
        # It binds a variable twice, or has a label of a blank node in two patterns.
        return
    assert multiset(
        rows(GraphView(store, reasoned=False), f"SELECT * {{ GRAPH ?g {{ {content} }} }}")
    ) == multiset(expected)


CASES = [
    # Beyond one pattern: what stands around it, and several of them.
    ("SELECT ?n { GRAPH ?g { ?g a :Self ; :name ?n } }", ['"said here"']),
    ("SELECT ?g { GRAPH ?g { ?s :name ?n FILTER(BOUND(?g)) } }", []),
    ("SELECT ?g { graph # the graph\n$g { ?s a :Self FILTER(!BOUND(?g)) } }", [":one", ":two"]),
    ("SELECT ?g { VALUES ?g { :two } GRAPH ?g { ?s :name ?n FILTER(!BOUND(?g)) } }", [":two", ":two"]),
    ("SELECT ?g { GRAPH ?g { ?s :name ?n } FILTER(?g = :two) }", [":two", ":two"]),
    ("SELECT (COUNT(DISTINCT *) AS ?n) { GRAPH ?g { {} UNION { BIND(:one AS ?g) } } }", ["4"]),
    ("SELECT (COUNT(*) AS ?n) FROM NAMED :one { GRAPH ?g { { SELECT (COUNT(*) AS ?c) {} } } }", ["1"]),
    ("SELECT (SUM(?c) AS ?n) { GRAPH ?g { SELECT ?g (COUNT(*) AS ?c) { ?s ?p ?o } GROUP BY ?g } }", ["15"]),
    ("SELECT ?c { GRAPH ?g { { SELECT (COUNT(*) AS ?c) { ?s :name ?n } } } }", ["0", "1", "1", "2"]),
    ("SELECT ?c { GRAPH ?g { { SELECT ?n (COUNT(*) AS ?c) { ?s :name ?n } GROUP BY ?n } } }", ["1"] * 4),
    ("SELECT ?g { GRAPH ?g { { SELECT ?s { ?s :name ?n } LIMIT 1 } } }", [":four", ":one", ":two"]),
    ("SELECT ?g { GRAPH ?g { ?s a :Self MINUS { ?x :in ?y } } }", [":one", ":two"]),
    ("SELECT ?g { GRAPH ?g { VALUES ?x { 1 } } }", [":four", ":one", ":three", ":two"]),
    ("SELECT ?g { GRAPH ?g { GRAPH ?h { ?s :q ?o } } }", [":four", ":one", ":three", ":two"]),
    ("SELECT ?h { GRAPH ?g { :x :in ?g GRAPH ?h { ?s ?p ?o FILTER(?g = :x || ?o = ?h) } } }", []),
    # In an EXISTS the variable has the value of the solution that is tested, everywhere (section 18.6).
    (
        "SELECT ?g { VALUES ?g { :one :two } FILTER EXISTS { GRAPH ?g { ?s a :Self FILTER(?g = :one) } } }",
        [":one"],
    ),
    ("SELECT ?s { ?s :q ?o FILTER EXISTS { GRAPH ?g { ?x ?p ?s FILTER(BOUND(?g)) } } }", []),
    ("SELECT ?g_1 { VALUES ?g_1 { 1 } GRAPH ?g { ?s a :Self FILTER(!BOUND(?g)) } }", ["1", "1"]),
    (
        "SELECT ?g { GRAPH ?g { _:b :in ?x OPTIONAL { ?y :in ?g } MINUS { _:c :q ?z } } }",
        [":one"] * 4 + [":two"] * 2,
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_queries_see_the_variable_outside_alone(store, text, expected):
    found = [term for row in rows(GraphView(store, reasoned=False), text) for term in row.values()]
    plain = [term.replace(f"<{E}", ":").removesuffix(">") for term in found]
    assert (
        sorted(term.partition('"^^')[0].removeprefix('"') if "^^" in term else term for term in plain)
        == expected
    )


def test_columns_are_those_of_the_query(store):
    text = PREFIX + "SELECT * { ?z :in ?a GRAPH ?g { ?s :name ?n FILTER(!BOUND(?g)) } }"
    assert GraphView(store, reasoned=False).query(text).variables == ("a", "g", "n", "s", "z")


def test_relative_graphs_and_bases_are_kept(store):
    text = "SELECT ?g FROM NAMED <one> { GRAPH ?g { { SELECT (COUNT(*) AS ?c) { ?s <name> ?n } } } }"
    assert len(list(GraphView(store, reasoned=False).query(text, base=E).rows())) == 1


@pytest.mark.parametrize(
    "content", ["?s ?p ?o", "?g ?p ?o", "?s ?p ?o OPTIONAL { ?o ?q ?x } FILTER(?s != ?o)"]
)
def test_what_the_engine_has_right_is_left_as_it_is(content):
    text = f"SELECT * {{ GRAPH ?g {{ {content} }} }}"
    assert (
        rewritten(text, EngineQueries(lambda _: pytest.fail("asked"), lambda *_: pytest.fail("asked")))
        == text
    )


def test_what_would_have_to_be_written_for_too_many_graphs_is_refused():
    text = "SELECT * { GRAPH ?g { { SELECT ?s { ?s ?p ?o } LIMIT 1 } } }"
    with pytest.raises(QueryFailed, match="FROM NAMED"):
        rewritten(text, EngineQueries(lambda _: [], lambda *_: [f"{E}{number}" for number in range(5000)]))


def test_a_thousand_graphs_are_asked_in_good_time():
    engine = ox.Store()
    engine.extend(
        ox.Quad(ox.NamedNode(f"{E}s"), ox.NamedNode(f"{E}p"), ox.Literal(n), ox.NamedNode(f"{E}{n}"))
        for n in range(1000)
    )
    started = time.perf_counter()
    text = "SELECT ?c { GRAPH ?g { { SELECT (COUNT(*) AS ?c) { ?s ?p ?o } } } }"
    assert len(rows(GraphView(engine, reasoned=False), text)) == 1000
    assert time.perf_counter() - started < 3
