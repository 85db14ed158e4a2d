// The desk by keyboard. Without script the same form does the same, one page at a time.

import { enhance } from "/static/search.js";
import { selected } from "./selection.js";
import { author, fill, keep, token } from "./token.js";

const STATES = { accept: "accepted", reject: "rejected", later: "later" };
let sending = Promise.resolve(); // decisions are sent one after the other, each on what the last one made
let waiting = 0;
let dropped = false; // whether what was decided after one that was refused is forgotten
const mine = []; // what was decided here, for taking it back

const desk = () => document.getElementById("desk");
const all = () => [...document.querySelectorAll(".sug")];
const current = () => document.querySelector(".sug.now");
const focused = () => current()?.querySelector(".part.focus");
const isOpen = (sug) => !sug.matches(".accepted, .rejected");

if (desk()) begin();

function begin() {
  prepare();
  const asked = document.getElementById(location.hash.slice(1));
  show(asked?.matches(".sug") ? asked : current() ?? all()[0], Boolean(asked));
  document.addEventListener("keydown", press);
  document.addEventListener("click", click);
  document.addEventListener("focusin", (event) => {
    const part = event.target.closest?.(".part");
    if (part) focus(part);
  });
  document.addEventListener("selectionchange", mark);
  document.addEventListener("submit", (event) => {
    const [verb, id] = (event.submitter?.value ?? "").split(" ");
    if (event.target.matches("#who")) {
      event.preventDefault();
      document.getElementById("toast").hidden = true;
      current()?.focus({ preventScroll: true });
    }
    if (!event.target.matches("#desk form") || !(verb in STATES || verb === "undo" || verb === "finish")) return;
    event.preventDefault();
    if (verb === "finish") send(new URLSearchParams({ do: verb }), "");
    else if (verb === "undo") undo(id);
    else decide(verb, document.getElementById(id), event.submitter.value);
  });
}

function prepare() {
  fill();
  for (const sug of all()) sug.tabIndex = -1;
  for (const part of document.querySelectorAll(".part")) part.tabIndex = 0;
  for (const [number, input] of document.querySelectorAll("input[data-search]").entries()) {
    enhance(input, `found-${number}`, (hit) => choose(input, hit));
  }
}

// Opens one suggestion, shows its words in the text, and gives the focus to its first part in doubt.
function show(sug, scroll = true) {
  if (!sug) return;
  for (const each of all()) {
    each.classList.toggle("now", each === sug);
    each.open = each === sug;
  }
  for (const link of document.querySelectorAll(".cells a, .source-text .m")) {
    const of = link.matches(".m") ? link : link.parentElement;
    of.classList.toggle("now", link.hash === `#${sug.id}`);
  }
  if (!sug.querySelector("form")) load(sug.id);
  focus(sug.querySelector(".open > .part"));
  if (!document.activeElement?.closest("input, select, dialog")) sug.focus({ preventScroll: true });
  if (scroll) sug.scrollIntoView({ block: sug.offsetHeight > innerHeight - 120 ? "start" : "nearest" });
  const text = document.querySelector(".source");
  const words = text?.querySelector(".m.now");
  if (words) text.scrollTop = words.offsetTop - text.offsetTop - text.clientHeight / 3;
}

// The page of a long text has the forms of a few suggestions around the open one.
function load(id) {
  sending = sending.then(async () => {
    const answer = await fetch(`${desk().dataset.action}?show=${desk().dataset.show}&open=${id}`, { headers: { Accept: "text/html" } });
    const text = await answer.text();
    // What was decided meanwhile is newer than this answer.
    if (answer.ok && !waiting) replace(new DOMParser().parseFromString(text, "text/html"), id);
  }, () => {});
}

function focus(part) {
  for (const each of document.querySelectorAll(".part.focus")) if (each !== part) each.classList.remove("focus");
  part?.classList.add("focus");
}

function next(sug) {
  const list = all();
  const at = list.indexOf(sug);
  const ahead = [...list.slice(at + 1), ...list.slice(0, at)].filter(isOpen);
  return ahead.find((each) => !each.matches(".later")) ?? ahead[0] ?? sug;
}

function paint(sug, state) {
  const links = document.querySelectorAll(`.cells a[href="#${sug.id}"], .source-text a[href="#${sug.id}"]`);
  for (const each of [sug, ...[...links].map((link) => (link.matches(".m") ? link : link.parentElement))]) {
    each.classList.remove("waiting", ...Object.values(STATES));
    each.classList.add(state);
  }
}

function fields(sug) {
  const form = sug.querySelector("form");
  if (!form) return new URLSearchParams();
  return new URLSearchParams(
    [...new FormData(form)].filter(([name]) => name.startsWith(`${sug.id}.`)),
  );
}

function decide(verb, sug, order = `${verb} ${sug?.id}`) {
  if (!sug || (!isOpen(sug) && !order.startsWith("reject"))) return;
  if (!token()) return ask();
  const body = fields(sug);
  body.set("do", order);
  for (const id of verb === "accept" ? body.getAll(`${sug.id}.with`) : []) {
    const fellow = document.getElementById(id);
    if (fellow) paint(fellow, "accepted");
  }
  paint(sug, STATES[verb]);
  if (verb !== "later") mine.push(sug.id);
  document.getElementById("toast").hidden = true;
  count();
  show(next(sug));
  send(body, sug.id);
}

function undo(id = mine.pop()) {
  if (!id) return tell("Nothing was decided here yet.");
  if (!token()) return ask();
  const sug = document.getElementById(id);
  if (sug) {
    paint(sug, "waiting");
    count();
    show(sug);
  }
  send(new URLSearchParams({ do: `undo ${id}` }), id);
}

function send(body, id) {
  waiting += 1;
  document.documentElement.classList.add("sending");
  sending = sending.then(() => (dropped ? null : post(body, id))).finally(() => {
    waiting -= 1;
    if (waiting) return;
    dropped = false;
    document.documentElement.classList.remove("sending");
  });
}

async function post(body, id) {
  body.set("version", desk().dataset.version);
  body.set("show", desk().dataset.show);
  body.set("author", author());
  try {
    const answer = await fetch(desk().dataset.action, {
      method: "POST",
      headers: { Accept: "text/html", Authorization: `Bearer ${token()}` },
      credentials: "omit",
      body,
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("desk")) return refuse(page.querySelector("main")?.innerText ?? answer.statusText, id);
    keep();
    if (!answer.ok) dropped = true;
    const told = page.querySelector("#toast p").textContent;
    // Where more was decided meanwhile, only the last answer is shown.
    if (waiting === 1 || dropped) replace(page, answer.ok ? current()?.id : id);
    else count(page);
    if (!answer.ok) blame(id, told);
  } catch (error) {
    refuse(error.message, id);
  }
}

function refuse(reason, id) {
  dropped = true;
  const sug = document.getElementById(id);
  if (sug) {
    paint(sug, "waiting");
    count();
    show(sug);
  }
  if (mine.at(-1) === id) mine.pop();
  const why = `Not saved. ${reason.trim().replace(/\s+/g, " ")}`;
  tell(why, true);
  blame(id, why);
}

// Says at a suggestion why what was decided on it is not written.
function blame(id, why) {
  const form = document.getElementById(id)?.querySelector("form");
  form?.querySelector(".trouble")?.remove();
  const told = Object.assign(document.createElement("p"), { className: "trouble", textContent: why });
  form?.querySelector(".acts").before(told);
}

// Counts what is left: at once as it will be, and from each answer as it is.
function count(page) {
  const fresh = page?.getElementById("desk");
  if (fresh) desk().dataset.version = fresh.dataset.version;
  const left = all().filter(isOpen).length + Number(desk().dataset.hidden);
  document.getElementById("left").textContent = `${left} left`;
  document.querySelector(".tabs .q").textContent = `Suggestions, ${left} left`;
  if (fresh) document.querySelector(".gained").replaceWith(document.adoptNode(fresh.querySelector(".gained")));
}

// Shows what the server has now, and keeps what was filled in since.
function replace(page, id) {
  const typed = current() ? [...fields(current())] : [];
  const active = document.activeElement?.id;
  const scrolled = document.querySelector(".source")?.scrollTop ?? 0;
  const decided = document.getElementById("done");
  for (const part of ["#desk", "header.doc"]) {
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  }
  prepare();
  const sug = document.getElementById(id);
  show(sug && isOpen(sug) ? sug : current() ?? sug ?? all()[0], false);
  if (sug === current()) {
    for (const [name, value] of typed) {
      const field = sug.querySelector("form")?.elements.namedItem(name);
      if (field) field.value = value;
    }
  }
  document.querySelector(".source").scrollTop = scrolled;
  if (active) document.getElementById(active)?.focus({ preventScroll: true });
  if (!decided) document.getElementById("done")?.scrollIntoView({ block: "center" });
}

function tell(text, refused = false) {
  const toast = document.getElementById("toast");
  toast.hidden = false;
  toast.classList.toggle("refused", refused);
  toast.querySelector("p").textContent = text;
}

function ask() {
  tell("Give a token that is good for writing; this tab keeps it.", true);
  document.documentElement.classList.remove("trusted");
  document.getElementById("token").focus();
}

// A thing that was found becomes a candidate, and the chosen one.
function choose(input, hit) {
  const part = input.closest(".part");
  const value = decodeURIComponent(hit.page.replace(/^\/page\//, ""));
  let list = part.querySelector(".candidates");
  if (!list) {
    list = document.createElement("ul");
    list.className = "candidates";
    input.closest(".pick").before(list);
  }
  const label = document.createElement("label");
  const radio = Object.assign(document.createElement("input"), { type: "radio", value, name: input.name.replace(/\.other$/, "") });
  const name = Object.assign(document.createElement("span"), { className: "named", textContent: hit.label });
  const why = Object.assign(document.createElement("small"), { textContent: `chosen by you · ${hit.types.join(", ")}` });
  label.append(radio, name, Object.assign(document.createElement("span"), { className: "score" }), why);
  label.append(document.createElement("kbd"));
  const item = document.createElement("li");
  item.append(label);
  list.prepend(item);
  for (const [number, key] of list.querySelectorAll("kbd").entries()) key.textContent = number < 9 ? number + 1 : "";
  radio.checked = true;
  input.value = "";
  part.focus();
}

// What was typed, such as a day, counts before any candidate.
function typed(input) {
  const part = input.closest(".part");
  for (const radio of part.querySelectorAll(".candidates input")) radio.checked = false;
  part.focus();
}

function mark() {
  const found = selected(document.querySelector(".source-text"));
  const words = document.getElementById("missed");
  if (!found || !words) return;
  words.value = found.words;
  for (const end of ["start", "end"]) words.form.elements.namedItem(end).value = found[end];
}

function move(step) {
  const list = all();
  show(list[list.indexOf(current()) + step]);
}

function digit(number) {
  const radio = focused()?.querySelectorAll(".candidates input")[number - 1];
  if (!radio) return;
  radio.checked = true;
  const parts = visible();
  const to = parts[parts.indexOf(focused()) + 1];
  if (to) to.focus();
}

// The parts of the open suggestion that can be seen, in their order.
function visible() {
  return [...current().querySelectorAll(".part")].filter((part) => part.offsetParent);
}

function tab(event) {
  const from = event.target;
  if (!from.matches(".sug, .part")) return false;
  const parts = visible();
  const to = parts[(from.matches(".part") ? parts.indexOf(from) : -1) + (event.shiftKey ? -1 : 1)];
  to?.focus();
  return Boolean(to);
}

function press(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("dialog")) return;
  if (target.matches("select, textarea, input:not([type=radio], [type=checkbox])")) {
    if (key === "Escape" && target.closest(".part")) target.closest(".part").focus();
    if (key === "Enter" && target.matches(".pick input")) {
      const sought = event.defaultPrevented ? "" : target.value.trim();
      event.preventDefault();
      if (sought && target.dataset.search) {
        blame(current().id, `“${sought}” is not chosen: choose a name that was found, or press Escape and n to make it new.`);
      } else if (sought) typed(target);
    }
    return;
  }
  if (key === " " && target.matches("a, button, summary, input")) return;
  if (key === "Enter" && target.matches(".part")) target.querySelector("input:checked, input")?.focus();
  else if (key.startsWith("Arrow") && target.matches("[type=radio]")) return;
  else if (key === "Tab" ? !tab(event) : !act(key)) return;
  event.preventDefault();
}

function act(key) {
  const sug = current();
  if (key === "a" || key === "x" || key === " ") decide({ a: "accept", x: "reject", " ": "later" }[key], sug);
  else if (key === "Backspace") undo();
  else if (key === "e") edit(sug);
  else if (key === "ArrowDown" || key === "ArrowUp") move(key === "ArrowDown" ? 1 : -1);
  else if (key === "/") (focused() ?? sug?.querySelector(".part"))?.querySelector(".pick input")?.focus();
  else if (key === "n") (focused() ?? sug?.querySelector(".part"))?.querySelector('[value^="new "]')?.click();
  else if (key === "?") document.getElementById("sheet").showModal();
  else if (/^[1-9]$/.test(key)) digit(Number(key));
  else return false;
  return true;
}

function edit(sug) {
  const more = sug?.querySelector("details.edit");
  if (more) more.open = true;
  (more?.querySelector(".part") ?? sug?.querySelector(".part"))?.focus();
}

function click(event) {
  const key = event.target.closest("[data-key]")?.dataset.key;
  const link = event.target.closest(".cells a, .source-text .m, .source-text sup a, .sug > summary, .others a");
  if (key) {
    // In a narrow window the text may be shown in place of the suggestions.
    if (location.hash === "#text") location.hash = "#queue";
    act(key);
  } else if (link?.matches(".others a")) link.closest(".part").focus();
  else if (link?.matches("summary")) show(link.parentElement, false);
  else if (link && document.getSelection().isCollapsed) show(document.querySelector(link.hash));
  else return;
  event.preventDefault();
}
