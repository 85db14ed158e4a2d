"""Nothing a stranger writes is a fault of the server."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MEANT = frozenset({200, 400, 403, 406, 413, 502, 503, 504})
names = st.sampled_from(
    ["?a", "?b", "<a:s>", "<a:p>", "_:x", "'text'", "'t'@en", "1", "-2.5", "true", "a", "[]"]
)
steps = st.sampled_from(["<a:p>", "a", "^<a:p>", "(<a:p>|<a:q>)*", "!<a:p>", "<a:p>/<a:q>", "<a:p>?", "?p"])
triples = st.builds("{} {} {} .".format, names, steps, names)
numbers = st.sampled_from(
    ["?a", "?b", "1", "0", "'x'", "NOW()", "RAND()", "1/0", "STR(?a)", "BOUND(?z)", "(1 + ?a)"]
)
tests = st.recursive(
    st.builds(
        "{} {} {}".format, numbers, st.sampled_from(["=", "!=", "<", "&&", "||", "+", "IN", "*"]), numbers
    ),
    lambda inner: st.builds("({} {} !({}))".format, inner, st.sampled_from(["&&", "||", "="]), inner),
    max_leaves=4,
)
groups = st.recursive(
    triples,
    lambda inner: st.one_of(
        st.builds("{} {}".format, inner, inner),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("OPTIONAL {{ {} }}".format, inner),
        st.builds("MINUS {{ {} }}".format, inner),
        st.builds("GRAPH ?g {{ {} }}".format, inner),
        st.builds("{{ SELECT * {{ {} }} LIMIT 2 }}".format, inner),
        st.builds("{} FILTER({})".format, inner, tests),
        st.builds("{} FILTER NOT EXISTS {{ {} }}".format, inner, inner),
        st.builds("{} BIND({} AS ?z)".format, inner, tests),
        st.builds("SERVICE SILENT <http://127.0.0.1:9/> {{ {} }}".format, inner),
        st.builds("VALUES (?a ?b) {{ (1 UNDEF) (<a:s> 'x') }} {}".format, inner),
    ),
    max_leaves=6,
)
forms = st.sampled_from(
    [
        "SELECT * {{ {} }}",
        "SELECT (COUNT(*) AS ?n) {{ {} }} GROUP BY ?a HAVING(COUNT(?b) > 0)",
        "SELECT DISTINCT ?a {{ {} }} ORDER BY DESC(?b) LIMIT 5 OFFSET 1",
        "ASK {{ {} }}",
        "CONSTRUCT {{ ?a <a:p> ?b }} WHERE {{ {} }}",
        "DESCRIBE ?a {{ {} }}",
    ]
)
queries = st.builds(lambda form, group: form.format(group), forms, groups)
texts = (
    queries
    | st.text(max_size=40)
    | st.builds(lambda text, at: text[: at % len(text)], queries, st.integers(0))
)
accepts = st.sampled_from(["", "text/csv", "application/sparql-results+xml", "text/turtle", "*/*;q=0.1", "x"])


@settings(
    max_examples=int(os.environ.get("BILATERAL_FUZZ", "150")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts, accepts)
def test_every_query_gets_a_meant_answer(reading, text, accept):
    answer = reading.post(text, accept)
    assert answer.status in MEANT, (answer.status, answer.body)
    if answer.status >= 400:
        assert answer.type == "application/problem+json"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    groups, st.sampled_from(["DELETE { ?a ?p ?b } INSERT { ?b ?p ?a }", "INSERT { GRAPH ?a { ?a ?p ?b } }"])
)
def test_every_update_gets_a_meant_answer(plain, group, templates):
    answer = plain.update(f"{templates} WHERE {{ {group} }}")
    assert answer.status in MEANT | {409}, (answer.status, answer.body)
