import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.jena.http.HttpEnv;
import org.apache.jena.http.auth.AuthEnv;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdfconnection.RDFConnection;
import org.apache.jena.rdfconnection.RDFConnectionRemote;
import org.apache.jena.sparql.util.IsoMatcher;
import org.eclipse.rdf4j.model.Literal;
import org.eclipse.rdf4j.model.Statement;
import org.eclipse.rdf4j.model.ValueFactory;
import org.eclipse.rdf4j.model.impl.SimpleValueFactory;
import org.eclipse.rdf4j.model.util.Values;
import org.eclipse.rdf4j.repository.RepositoryConnection;
import org.eclipse.rdf4j.repository.sparql.SPARQLRepository;

/** Asks and writes as users of Jena and RDF4J do; prints a line `name TAB ok` or `name TAB what was seen` for each check. */
public class Clients {
    interface Check<C> { void run(C connection) throws Exception; }

    static final String LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
    static final String GRAPH = "http://e/graph";
    static String base, token;

    public static void main(String[] given) throws Exception {
        base = given[0];
        token = given[1];
        // Jena sends a token once an answer asks for one, and from then on with every request to that address.
        for (String path : new String[] {"/update", "/graphs"}) AuthEnv.get().setBearerToken(base + path, token);
        jena().forEach(Clients::runJena);
        rdf4j().forEach(Clients::runRdf4j);
        System.exit(0); // clients' threads live on for a minute
    }

    // Jena ---------------------------------------------------------------------------------------------------------

    static RDFConnection connect() {
        // A client that has spoken to nobody: each check begins with the offer of HTTP/2 that Java's makes.
        HttpEnv.setDftHttpClient(HttpEnv.httpClientBuilder().build());
        return RDFConnectionRemote.newBuilder().destination(base + "/")
            .queryEndpoint("sparql").updateEndpoint("update").gspEndpoint("graphs").build();
    }

    static Map<String, Check<RDFConnection>> jena() {
        Map<String, Check<RDFConnection>> checks = new LinkedHashMap<>();
        checks.put("jena update", connection -> {
            connection.update("INSERT DATA { <http://e/a> <http://e/p> 1, 2 }");
            yes(connection, "ASK { <http://e/a> <http://e/p> 1, 2 }");
            connection.update("DELETE { ?s ?p ?o } INSERT { ?s ?p 3 } WHERE { ?s ?p ?o FILTER(?o < 3) }");
            yes(connection, "ASK { <http://e/a> <http://e/p> 3 FILTER NOT EXISTS { ?s ?p 1 } }");
        });
        checks.put("jena update of a megabyte", connection -> {
            connection.update("INSERT DATA { " + lines(20_000) + " }");
            same(20_000, count(connection, "?s <http://e/long> ?o"));
        });
        checks.put("jena select", connection -> {
            connection.put(model("<http://e/a> rdfs:label 'a', 'ä'@de ."));
            StringBuilder seen = new StringBuilder();
            connection.querySelect("SELECT * { ?s ?p ?o } ORDER BY ?o", row -> seen.append(row.getLiteral("o").getLexicalForm()).append(' '));
            same("a ä ", seen.toString());
        });
        checks.put("jena select of many rows", connection -> {
            connection.put(model(lines(20_000)));
            int[] seen = {0};
            connection.querySelect("SELECT * { ?s ?p ?o }", row -> seen[0]++);
            same(20_000, seen[0]);
        });
        checks.put("jena ask", connection -> {
            connection.put(model("<http://e/a> <http://e/p> 1 ."));
            yes(connection, "ASK { ?s ?p 1 }");
            same(false, connection.queryAsk("ASK { ?s ?p 2 }"));
        });
        checks.put("jena long query", connection -> {
            connection.put(model("<http://e/a> <http://e/p> 1999 ."));
            String numbers = IntStream.range(0, 2000).mapToObj(String::valueOf).collect(Collectors.joining(" "));
            yes(connection, "ASK { ?s ?p ?o VALUES ?o { " + numbers + " } }");
        });
        checks.put("jena construct", connection -> {
            connection.put(model("<http://e/a> <http://e/p> 1 ."));
            same(model("<http://e/a> <http://e/q> 1 ."), connection.queryConstruct("CONSTRUCT { ?s <http://e/q> ?o } WHERE { ?s ?p ?o }"));
        });
        checks.put("jena describe", connection -> {
            connection.put(model("<http://e/a> <http://e/p> [ <http://e/q> 1 ] ."));
            same(true, connection.queryDescribe("DESCRIBE <http://e/a>").size() > 0);
        });
        checks.put("jena default graph", connection -> graph(connection, null));
        checks.put("jena named graph", connection -> graph(connection, GRAPH));
        checks.put("jena file", connection -> file(connection, ".ttl", "<http://e/a> <http://e/p> 1 .", 1));
        checks.put("jena file of RDF/XML", connection -> file(connection, ".rdf", """
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">
            <rdf:Description rdf:about="http://e/a"><e:p>1</e:p></rdf:Description></rdf:RDF>""", 1));
        checks.put("jena file of many triples", connection -> file(connection, ".nt", lines(20_000), 20_000));
        checks.put("jena fetch dataset", connection -> {
            connection.update("CLEAR ALL");
            connection.put(model("<http://e/a> <http://e/p> 1 ."));
            connection.put(GRAPH, model("<http://e/b> <http://e/p> 2 ."));
            same(dataset("<http://e/a> <http://e/p> 1 . <http://e/graph> { <http://e/b> <http://e/p> 2 }"), connection.fetchDataset());
        });
        checks.put("jena load dataset", connection -> {
            connection.update("CLEAR ALL");
            connection.put(GRAPH, model("<http://e/b> <http://e/p> 1 ."));
            connection.loadDataset(dataset("<http://e/a> <http://e/p> 1 . <http://e/graph> { <http://e/b> <http://e/p> 2 }"));
            same(dataset("<http://e/a> <http://e/p> 1 . <http://e/graph> { <http://e/b> <http://e/p> 1, 2 }"), connection.fetchDataset());
        });
        checks.put("jena put dataset", connection -> {
            connection.put("http://e/old", model("<http://e/b> <http://e/p> 1 ."));
            Dataset wanted = dataset("<http://e/graph> { <http://e/b> <http://e/p> 2 , [] } <http://e/c> { <http://e/b> <http://e/p> 'ž' }");
            connection.putDataset(wanted);
            same(wanted, connection.fetchDataset());
        });
        return checks;
    }

    /** Put, load, fetch and delete a graph, the default graph if it has no name. */
    static void graph(RDFConnection connection, String name) {
        connection.update("CLEAR ALL");
        Model one = model("<http://e/a> <http://e/p> 1, [ <http://e/q> 'ü' ] ."), other = model("<http://e/b> <http://e/p> 2 .");
        if (name == null) connection.put(one); else connection.put(name, one);
        same(one, fetch(connection, name));
        if (name == null) connection.load(other); else connection.load(name, other);
        same(one.union(other), fetch(connection, name));
        if (name == null) connection.put(other); else connection.put(name, other);
        same(other, fetch(connection, name));
        if (name == null) connection.delete(); else connection.delete(name);
        same(0, count(connection, "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"));
    }

    static Model fetch(RDFConnection connection, String name) {
        return name == null ? connection.fetch() : connection.fetch(name);
    }

    static void file(RDFConnection connection, String ending, String text, int triples) throws Exception {
        Path path = Files.createTempFile("clients", ending);
        try {
            Files.writeString(path, text);
            connection.put(GRAPH, path.toString());
            same(triples, (int) connection.fetch(GRAPH).size());
            connection.put(GRAPH, ModelFactory.createDefaultModel());
            connection.load(GRAPH, path.toString());
            same(triples, (int) connection.fetch(GRAPH).size());
        } finally {
            Files.delete(path);
        }
    }

    static String lines(int number) {
        return IntStream.range(0, number).mapToObj(i -> "<http://e/s" + i + "> <http://e/long> \"" + i + "\" .")
            .collect(Collectors.joining("\n"));
    }

    static Model model(String turtle) {
        Model made = ModelFactory.createDefaultModel();
        return made.read(new StringReader("PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> " + turtle), null, "TTL");
    }

    static Dataset dataset(String trig) {
        Dataset made = DatasetFactory.create();
        org.apache.jena.riot.RDFParser.fromString(trig, org.apache.jena.riot.Lang.TRIG).parse(made);
        return made;
    }

    static void yes(RDFConnection connection, String ask) {
        same(true, connection.queryAsk(ask));
    }

    static int count(RDFConnection connection, String pattern) {
        int[] found = {-1};
        connection.querySelect("SELECT (COUNT(*) AS ?n) { " + pattern + " }", row -> found[0] = row.getLiteral("n").getInt());
        return found[0];
    }

    static void runJena(String name, Check<RDFConnection> check) {
        report(name, () -> {
            try (RDFConnection connection = connect()) {
                check.run(connection);
            }
        });
    }

    // RDF4J --------------------------------------------------------------------------------------------------------

    static Map<String, Check<RepositoryConnection>> rdf4j() {
        ValueFactory values = SimpleValueFactory.getInstance();
        Statement statement = values.createStatement(Values.iri("http://e/a"), Values.iri(LABEL), Values.literal("ü", "de"));
        Map<String, Check<RepositoryConnection>> checks = new LinkedHashMap<>();
        checks.put("rdf4j update", connection -> {
            connection.prepareUpdate("INSERT DATA { <http://e/a> <http://e/p> 1 }").execute();
            same(true, connection.prepareBooleanQuery("ASK { <http://e/a> <http://e/p> 1 }").evaluate());
            same(false, connection.prepareBooleanQuery("ASK { <http://e/a> <http://e/p> 2 }").evaluate());
        });
        checks.put("rdf4j select", connection -> {
            connection.prepareUpdate("INSERT DATA { <http://e/a> <http://e/p> 1, 'x' }").execute();
            try (var rows = connection.prepareTupleQuery("SELECT ?o { ?s ?p ?o FILTER isNumeric(?o) }").evaluate()) {
                same(1, ((Literal) rows.next().getValue("o")).intValue());
                same(false, rows.hasNext());
            }
        });
        checks.put("rdf4j construct", connection -> {
            connection.add(statement);
            try (var found = connection.prepareGraphQuery("CONSTRUCT WHERE { ?s ?p ?o }").evaluate()) {
                same(statement, found.next());
            }
        });
        checks.put("rdf4j statements", connection -> {
            connection.begin();
            connection.add(statement, Values.iri(GRAPH));
            connection.add(Values.iri("http://e/b"), Values.iri("http://e/p"), Values.literal(2));
            connection.commit();
            same(2L, connection.size() + connection.size(Values.iri(GRAPH)));
            same(true, connection.hasStatement(statement, false, Values.iri(GRAPH)));
            connection.remove(statement, Values.iri(GRAPH));
            same(false, connection.hasStatement(statement, false, Values.iri(GRAPH)));
            connection.clear();
            same(0L, connection.size());
        });
        return checks;
    }

    static void runRdf4j(String name, Check<RepositoryConnection> check) {
        report(name, () -> {
            SPARQLRepository repository = new SPARQLRepository(base + "/sparql", base + "/update");
            repository.setAdditionalHttpHeaders(Map.of("Authorization", "Bearer " + token));
            try (RepositoryConnection connection = repository.getConnection()) {
                connection.prepareUpdate("CLEAR ALL").execute();
                check.run(connection);
            } finally {
                repository.shutDown();
            }
        });
    }

    // What was seen ------------------------------------------------------------------------------------------------

    interface Action { void run() throws Exception; }

    static void report(String name, Action action) {
        String seen = "ok";
        try {
            action.run();
        } catch (Exception | AssertionError fault) {
            seen = String.valueOf(fault).replaceAll("\\s+", " ");
        }
        System.out.println(name + "\t" + seen.substring(0, Math.min(seen.length(), 500)));
    }

    static void same(Model wanted, Model seen) {
        if (!wanted.isIsomorphicWith(seen)) throw new AssertionError("wanted " + wanted + ", seen " + seen);
    }

    static void same(Dataset wanted, Dataset seen) {
        if (!IsoMatcher.isomorphic(wanted.asDatasetGraph(), seen.asDatasetGraph()))
            throw new AssertionError("wanted " + wanted.asDatasetGraph() + ", seen " + seen.asDatasetGraph());
    }

    static void same(Object wanted, Object seen) {
        if (!wanted.equals(seen)) throw new AssertionError("wanted " + wanted + ", seen " + seen);
    }
}
