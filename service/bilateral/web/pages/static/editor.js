// The query page with script: runs in place, shows the answer as a table, marks errors, cancels, keeps a history.

const form = document.querySelector("form.editor");
const text = form.querySelector("textarea");
const output = document.querySelector("#answer");
const cancel = form.querySelector("button[value=cancel]");
const KEPT = 20;
const SHOWN = 1000;
let running = null;

document.querySelectorAll("[data-scripted]").forEach((element) => element.removeAttribute("hidden"));
restore();

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
cancel.addEventListener("click", () => running?.abort());
form.querySelector("#example").addEventListener("change", async (event) => {
  if (!event.target.value) return;
  text.value = await (await fetch(event.target.value)).text();
  text.focus();
});
form.querySelector("#history").addEventListener("change", (event) => {
  if (event.target.value) text.value = history_()[Number(event.target.value) - 1];
});

async function run() {
  running?.abort();
  const mine = (running = new AbortController());
  const parameters = new URLSearchParams(new FormData(form));
  parameters.delete("");
  location.hash = new URLSearchParams({ query: text.value }).toString();
  remember(text.value);
  say("Running …");
  cancel.disabled = false;
  const start = performance.now();
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: parameters,
      headers: { Accept: "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.5" },
      signal: mine.signal,
    });
    const seconds = () => `${((performance.now() - start) / 1000).toFixed(2)} s`;
    if (!answer.ok) return refuse(await answer.json());
    const type = answer.headers.get("Content-Type");
    if (!type.startsWith("application/sparql-results+json")) return show(plain(await answer.text()), seconds());
    const found = await answer.json();
    if ("boolean" in found) show(plain(found.boolean ? "yes" : "no"), seconds());
    else show(table(found), `${found.results.bindings.length} rows, ${seconds()}`);
  } catch (error) {
    say(error.name === "AbortError" ? "Cancelled." : "The server could not be reached.");
  } finally {
    if (running === mine) cancel.disabled = true;
  }
}

function show(element, note) {
  const line = document.createElement("p");
  line.className = "quiet";
  line.append(`${note} · `, ...downloads());
  output.replaceChildren(line, element);
}

function say(message) {
  output.replaceChildren(plain(message, "p"));
}

function plain(content, tag = "pre") {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}

function refuse(problem) {
  const place = problem.line ? `Line ${problem.line}, column ${problem.column}: ` : "";
  const message = plain(place + (problem.detail || problem.title), "p");
  message.className = "refusal";
  message.setAttribute("role", "alert");
  output.replaceChildren(message);
  if (!problem.line) return;
  const lines = text.value.split("\n");
  const at = lines.slice(0, problem.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + problem.column - 1;
  text.focus();
  text.setSelectionRange(at, Math.min(at + 1, text.value.length));
}

function table(found) {
  const element = document.createElement("table");
  const head = element.createTHead().insertRow();
  for (const name of found.head.vars) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = element.createTBody();
  for (const row of found.results.bindings.slice(0, SHOWN)) {
    const line = body.insertRow();
    for (const name of found.head.vars) {
      const cell = line.insertCell();
      cell.dataset.title = name;
      const inner = document.createElement("div");
      if (row[name]) inner.append(term(row[name]));
      cell.append(inner);
    }
  }
  if (found.results.bindings.length > SHOWN) {
    element.createCaption().textContent = `The first ${SHOWN} of ${found.results.bindings.length}; all are in the downloads.`;
  }
  return element;
}

function term(value) {
  if (value.type !== "uri") {
    const span = plain(value.value, "bdi");
    if (value["xml:lang"]) span.lang = value["xml:lang"];
    span.title = value["xml:lang"] || value.datatype || "";
    return span;
  }
  const base = form.dataset.base;
  const own = value.value.startsWith(base);
  const link = plain(own ? value.value.slice(base.length) : value.value.replace(/^.*[#/](?=[^#/]+$)/, ""), "a");
  link.title = value.value;
  if (own) link.href = `/page/${encodeURI(value.value.slice(base.length))}`;
  else if (/^https?:\/\//i.test(value.value)) {
    link.href = value.value;
    link.rel = "external noopener nofollow";
  }
  return link;
}

function downloads() {
  const links = [];
  for (const [name, type] of [["CSV", "csv"], ["TSV", "tsv"], ["JSON", "json"], ["XML", "xml"]]) {
    const button = plain(name, "button");
    button.type = "button";
    button.className = "plain-button";
    button.addEventListener("click", () => download(type));
    links.push(button, " ");
  }
  const curl = plain("copy as curl", "button");
  curl.type = "button";
  curl.className = "plain-button";
  curl.addEventListener("click", () => navigator.clipboard?.writeText(
    `curl -H 'Accept: text/csv' '${new URL(form.action, location.href)}' --data-urlencode 'query=${text.value.replaceAll("'", "'\\''")}'`,
  ));
  return [...links, curl];
}

async function download(kind) {
  const types = {
    csv: "text/csv",
    tsv: "text/tab-separated-values",
    json: "application/sparql-results+json",
    xml: "application/sparql-results+xml",
  };
  const parameters = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body: parameters, headers: { Accept: types[kind] } });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `answer.${kind}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function restore() {
  const given = new URLSearchParams(location.hash.slice(1)).get("query");
  if (given) text.value = given;
  fillHistory();
}

function history_() {
  try {
    return JSON.parse(localStorage.getItem("bilateral.queries") || "[]");
  } catch {
    return [];
  }
}

function remember(query) {
  try {
    const kept = [query, ...history_().filter((each) => each !== query)].slice(0, KEPT);
    localStorage.setItem("bilateral.queries", JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing has no history.
  }
  fillHistory();
}

function fillHistory() {
  const select = form.querySelector("#history");
  const first = select.options[0];
  select.replaceChildren(first, ...history_().map((query, place) => new Option(query.replace(/\s+/g, " ").slice(0, 90), place + 1)));
}
