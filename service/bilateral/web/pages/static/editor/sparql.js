// SPARQL as far as an editor needs it: tokens, and what may stand at a place.
// Source: SPARQL 1.1 Query Language, sections 19.7 and 19.8.

const KEYWORDS = new Set(
  `ADD ALL AS ASC ASK BASE BIND BY CLEAR CONSTRUCT COPY CREATE DATA DEFAULT DELETE DESC DESCRIBE DISTINCT DROP EXISTS
  FILTER FROM GRAPH GROUP HAVING IN INSERT INTO LIMIT LOAD MINUS MOVE NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED
  SELECT SEPARATOR SERVICE SILENT TO UNDEF UNION USING VALUES WHERE WITH A TRUE FALSE`.split(/\s+/),
);
export const FUNCTIONS =
  `ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI FLOOR GROUP_CONCAT HOURS IF IRI
  ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW RAND REGEX REPLACE ROUND
  SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS
  STRUUID SUBSTR SUM TIMEZONE TZ UCASE URI UUID YEAR`.split(/\s+/);
const KNOWN = new Set(FUNCTIONS);
export const OFFERED = [...KEYWORDS].filter((word) => word.length > 2);
const LOCAL = "(?:[\\w\\p{L}:%.\\-]*[\\w\\p{L}:%\\-])?";
const TOKEN = new RegExp(
  [
    "(?<space>[ \\t\\r\\n]+)",
    "(?<comment>#[^\\n]*)",
    '(?<string>"""(?:[^"\\\\]|\\\\.|"{1,2}(?!"))*(?:"""|$)|\'\'\'(?:[^\'\\\\]|\\\\.|\'{1,2}(?!\'))*(?:\'\'\'|$)|"(?:[^"\\\\\\n]|\\\\.)*"?|\'(?:[^\'\\\\\\n]|\\\\.)*\'?)',
    '(?<iri><[^<>"{}|^`\\\\\\x00-\\x20]*>)',
    "(?<variable>[?$][\\w\\p{L}]*)",
    `(?<blank>_:[\\w\\p{L}]${LOCAL})`,
    `(?<prefixed>(?:\\p{L}[\\w\\p{L}.\\-]*)?:${LOCAL})`,
    "(?<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
    "(?<number>(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)",
    "(?<word>\\p{L}[\\w\\p{L}]*)",
    "(?<mark>\\^\\^|&&|\\|\\||!=|<=|>=|[^])",
  ].join("|"),
  "gu",
);
const TERMS = new Set(["iri", "variable", "blank", "prefixed", "string", "number"]);
const TYPE = /^(?:a|rdf:type|<http:\/\/www\.w3\.org\/1999\/02\/22-rdf-syntax-ns#type>)$/;

/** Return all tokens, spaces and comments among them: {kind, text, start, end}. */
export function tokens(text) {
  const found = [];
  for (const match of text.matchAll(TOKEN)) {
    const [kind] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    const word = kind === "word" ? match[0].toUpperCase() : "";
    found.push({
      kind: KEYWORDS.has(word) ? "keyword" : KNOWN.has(word) ? "function" : kind,
      text: match[0],
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  return found;
}

/** Return the prefixes that a query declares, and their namespaces. */
export function prefixes(text) {
  const found = {};
  for (const [, name, namespace] of text.matchAll(/\bPREFIX\s+([\w.-]*:)\s*<([^<>\s]*)>/gi)) found[name] = namespace;
  return found;
}

/** Return what is being written at an offset: {start, end, typed, kinds, of}, or null where nothing is offered. */
export function place(text, at) {
  const all = tokens(text);
  const touching = all.find((token) => token.start < at && at <= token.end);
  if (touching && (touching.kind === "comment" || (touching.kind === "string" && at < touching.end))) return null;
  const open = /<([^<>"{}|^`\\\n?]*)$/.exec(text.slice(0, at));
  const written = open || !touching || touching.kind === "space" || touching.kind === "mark" ? null : touching;
  const start = open ? at - open[0].length : written ? written.start : at;
  const before = all.filter((token) => token.end <= start && token.kind !== "space" && token.kind !== "comment");
  const state = walk(before);
  return {
    start,
    end: at,
    typed: text.slice(start, at),
    search: text.slice(start, at).replace(/^<(?:https?:.*\/)?/, ""),
    ...offered(state),
    of: state.role === "property" ? expand(classOf(all, state.subject), prefixes(text)) : "",
  };
}

function offered({ role, predicate }) {
  if (role === "prefix") return { kinds: ["prefix"] };
  if (role === "property") return { kinds: ["property", "prefix"] };
  if (role === "value" && predicate && TYPE.test(predicate)) return { kinds: ["class", "prefix"] };
  if (role === "value" || role === "subject") return { kinds: ["entity", "class", "prefix"] };
  return { kinds: ["property", "class", "entity", "prefix"] };
}

/** Return the role of what comes after some tokens, and the subject and predicate it belongs to. */
function walk(before) {
  const stack = [];
  let here = { block: false, role: "", subject: "", predicate: "" };
  let last = "";
  let skipped = 0;
  const term = (text) => {
    if (skipped) skipped -= 1;
    else if (here.role === "subject") Object.assign(here, { role: "property", subject: text });
    else if (here.role === "property") Object.assign(here, { role: "value", predicate: text });
    else if (here.role === "value") here.role = "end";
  };
  for (const { kind, text } of before) {
    if (text === "{") {
      stack.push(here);
      here = { block: true, role: last === "VALUES" ? "" : "subject", subject: "", predicate: "" };
    } else if (text === "[") {
      stack.push(here);
      here = { block: true, role: "property", subject: "", predicate: "" };
    } else if (text === "(") {
      stack.push(here);
      here = { block: false, role: "", subject: "", predicate: "" };
    } else if (text === "}" || text === "]" || text === ")") {
      here = stack.pop() || here;
      if (text === "]") term("[]");
      else if (text === "}" && here.block) here.role = "subject";
    } else if (!here.block) {
      if (last === "PREFIX") here.role = "";
    } else if (text === ".") here.role = "subject";
    else if (text === ";") here.role = "property";
    else if (text === ",") here.role = "value";
    else if ("/|^".includes(text) && kind === "mark" && here.role !== "end") here.role = "property";
    else if (text === "^^") skipped += 1;
    else if (TERMS.has(kind) || text === "a") term(text);
    else if (kind === "keyword") {
      here.role = "subject";
      if (/^(?:GRAPH|SERVICE)$/i.test(text)) skipped = 1;
    }
    last = text.toUpperCase() === "PREFIX" || text.toUpperCase() === "VALUES" ? text.toUpperCase() : kind === "variable" && last === "VALUES" ? last : text;
  }
  return last === "PREFIX" ? { ...here, role: "prefix" } : here;
}

function classOf(all, subject) {
  const plain = all.filter((token) => token.kind !== "space" && token.kind !== "comment");
  let current = "";
  for (let number = 0; number + 1 < plain.length; number += 1) {
    if (!TYPE.test(plain[number].text)) continue;
    const previous = plain[number - 1];
    if (previous && TERMS.has(previous.kind)) current = previous.text;
    if (current === subject && /^(?:iri|prefixed)$/.test(plain[number + 1].kind)) return plain[number + 1].text;
  }
  return "";
}

function expand(name, declared) {
  const match = /^([\w.-]*:)(.*)$/.exec(name);
  return match && declared[match[1]] ? declared[match[1]] + match[2] : name.replace(/^<(.*)>$/, "$1");
}
