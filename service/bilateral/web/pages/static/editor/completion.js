// A list of what may be written next, under the cursor.
// A textarea may not have the role combobox (ARIA in HTML, section 4), so it stays a textbox that points at a listbox:
// aria-controls, aria-autocomplete and aria-activedescendant are those of the combobox pattern (WAI-ARIA 1.2).

import { FUNCTIONS, OFFERED, place, prefixes, tokens } from "./sparql.js";
import { insert, replace } from "./typing.js";

const WAIT = 90; // milliseconds of rest before the server is asked
const MOST = 30;
const MOST_ANSWERS = 200;

export class Completion {
  constructor(area, paint) {
    Object.assign(this, { area, paint, at: -1, found: [], place: null, answers: new Map() });
    this.list = document.createElement("ul");
    this.list.id = "completions";
    this.list.className = "completions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    // What scrolls can be focused, though nobody needs to: the arrows scroll it from the text.
    this.list.tabIndex = 0;
    this.list.setAttribute("aria-label", "What may be written here");
    this.status = document.createElement("p");
    this.status.className = "sr";
    this.status.setAttribute("role", "status");
    area.closest("form").append(this.list, this.status);
    for (const [name, value] of Object.entries({ autocomplete: "list", haspopup: "listbox", controls: this.list.id })) {
      area.setAttribute(`aria-${name}`, value);
    }
    area.addEventListener("keydown", (event) => this.#key(event));
    area.addEventListener("input", (event) => this.#typed(event));
    area.addEventListener("click", () => this.close());
    area.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option]");
      if (item) this.#take(Number(item.dataset.place));
    });
  }

  get shown() {
    return !this.list.hidden;
  }

  close() {
    clearTimeout(this.timer);
    this.asked = null;
    this.list.hidden = true;
    this.at = -1;
    this.area.removeAttribute("aria-activedescendant");
  }

  /** Offer what fits at the cursor; choose the first where somebody asked for it by key. */
  async open(asked = true) {
    const here = place(this.area.value, this.area.selectionStart);
    const mine = (this.asked = {});
    if (!here) return this.close();
    const local = this.#local(here);
    if (local.length) this.#show(here, local, asked);
    try {
      const remote = await this.#remote(here);
      if (this.asked === mine) this.#show(here, [...local, ...remote], asked);
    } catch {
      // Without the server, what is in the text is still offered.
      if (this.asked === mine) this.#show(here, local, asked);
    }
  }

  #typed(event) {
    clearTimeout(this.timer);
    if (this.taking) return;
    // Offered to whoever types, not to whoever pastes, loads or takes back.
    const typed = event.data?.length === 1 || (this.shown && event.inputType?.startsWith("delete"));
    const here = typed && place(this.area.value, this.area.selectionStart);
    const telling = here && (/^[^:]*:|^[?$]\w|^<\p{L}{2}/u.test(here.typed) || (this.shown && here.typed));
    if (telling) this.timer = setTimeout(() => this.open(false), WAIT);
    else this.close();
  }

  #key(event) {
    if (event.key === " " && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.open();
    } else if (!this.shown) {
      return;
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.#move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.#take(Math.max(this.at, 0));
    } else if (event.key === "Enter" && this.at >= 0 && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#take(this.at);
    } else if (/^(?:ArrowLeft|ArrowRight|Home|End|PageUp|PageDown|Enter)$/.test(event.key)) {
      this.close();
    }
  }

  #local({ typed, kinds }) {
    if (/^[?$]/.test(typed)) {
      const names = tokens(this.area.value).filter((token) => token.kind === "variable" && token.text.length > 1);
      const counts = Map.groupBy ? Map.groupBy(names, (token) => token.text) : group(names);
      return [...counts]
        .filter(([name]) => name.startsWith(typed) && name !== typed)
        .map(([name, uses]) => ({ kind: "variable", text: name, label: "", count: uses.length }));
    }
    if (!/^\p{L}+$/u.test(typed) || kinds.length === 1) return [];
    const begins = typed.toUpperCase();
    return [...OFFERED.map((text) => ["keyword", text]), ...FUNCTIONS.map((text) => ["function", text])]
      .filter(([, text]) => text.startsWith(begins) && text !== begins)
      .slice(0, 4)
      .map(([kind, text]) => ({ kind, text: kind === "function" ? `${text}(` : `${text} `, label: "", count: 0 }));
  }

  async #remote({ typed, search, kinds, of }) {
    if (/^[?$"'@\d]/.test(typed)) return [];
    const asked = new URLSearchParams({ q: search, kind: typed.startsWith("<") ? "entity" : kinds.join(",") });
    if (of && !search.includes(":")) asked.set("of", of);
    const language = new URL(location.href).searchParams.get("lang");
    if (language) asked.set("lang", language);
    const key = asked.toString();
    if (!this.answers.has(key)) {
      const answer = await fetch(`/api/complete?${key}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return [];
      if (this.answers.size > MOST_ANSWERS) this.answers.clear();
      this.answers.set(key, await answer.json());
    }
    const { completions, prefixes: namespaces } = this.answers.get(key);
    return completions.map((each) => ({ ...each, namespaces }));
  }

  #show(here, found, asked) {
    this.place = here;
    this.found = found.slice(0, MOST);
    this.at = asked && this.found.length ? 0 : -1;
    this.list.replaceChildren(...this.found.map(option));
    this.list.hidden = !this.found.length;
    this.status.textContent = this.found.length ? `${this.found.length} suggestions` : "No suggestions";
    this.#select();
    if (this.shown) this.#put();
  }

  /** Place the list under the line of the cursor, or above it where there is no room. */
  #put() {
    const form = this.list.offsetParent.getBoundingClientRect();
    const caret = this.paint.rectangle(this.place.start);
    const width = this.list.offsetWidth;
    this.list.style.left = `${Math.max(0, Math.min(caret.left - form.left, form.width - width))}px`;
    const below = caret.bottom + 4;
    const fits = below + this.list.offsetHeight < innerHeight || caret.top < this.list.offsetHeight;
    this.list.style.top = `${(fits ? below : caret.top - 4 - this.list.offsetHeight) - form.top}px`;
  }

  #move(step) {
    const count = this.found.length;
    this.at = this.at < 0 && step < 0 ? count - 1 : (this.at + step + count) % count;
    this.#select();
  }

  #select() {
    [...this.list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === this.at)));
    const item = this.list.children[this.at];
    if (!item) return this.area.removeAttribute("aria-activedescendant");
    this.area.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  #take(number) {
    const { text, kind, iri, namespaces } = this.found[number];
    const { start, end, kinds } = this.place;
    const declaring = kinds.length === 1 && kinds[0] === "prefix";
    const rest = /^>/.test(this.area.value.slice(end)) && text.endsWith(">") ? 1 : 0;
    this.close();
    this.taking = true;
    replace(this.area, start, end + rest, declaring ? `${text} <${iri}>` : text + (/^(?:class|property|entity)$/.test(kind) ? " " : ""));
    const name = /^([\w.-]*:)/.exec(text)?.[1];
    if (name && !declaring && !(name in prefixes(this.area.value)) && namespaces?.[name.slice(0, -1)] !== undefined) {
      insert(this.area, 0, `PREFIX ${name} <${namespaces[name.slice(0, -1)]}>\n`);
    }
    this.taking = false;
    if (kind === "prefix" && !declaring) this.open();
  }
}

function group(all) {
  const found = new Map();
  for (const token of all) found.set(token.text, [...(found.get(token.text) || []), token]);
  return found;
}

function option({ kind, text, iri, label, count, more, detail }, place) {
  const item = document.createElement("li");
  const named = kind === "entity";
  item.id = `completion-${place}`;
  item.dataset.place = place;
  item.setAttribute("role", "option");
  item.className = `of-${kind}`;
  item.title = [named ? iri : "", detail].filter(Boolean).join(", ");
  item.append(
    piece("kind", kind),
    piece("text", named ? label : text.trim()),
    piece("label", named ? shortened(iri) : label === text ? "" : label),
    piece("number", count ? count.toLocaleString("en") + (more ? "+" : "") : ""),
  );
  return item;
}

/** Return the end of an IRI, which tells things of one name apart. */
function shortened(iri) {
  return iri.split("/").slice(-2).join("/");
}

function piece(name, content) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = content || "";
  return span;
}
