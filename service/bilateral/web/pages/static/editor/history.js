// Queries that were run in this browser, kept in it and nowhere else.

const KEY = "bilateral.queries";
const KEPT = 50;

export class History {
  /** `choose` is called with an entry {query, reasoning} that somebody takes up again. */
  constructor(dialog, opener, choose) {
    Object.assign(this, { dialog, choose });
    opener.addEventListener("click", () => {
      this.#fill();
      dialog.showModal();
    });
    dialog.querySelector("[value=close]").addEventListener("click", () => dialog.close());
    dialog.querySelector("[value=clear]").addEventListener("click", () => {
      write([]);
      this.#fill();
    });
  }

  add(query, reasoning, amount) {
    const others = read().filter((each) => each.query !== query || each.reasoning !== reasoning);
    write([{ query, reasoning, amount, when: new Date().toISOString() }, ...others].slice(0, KEPT));
  }

  #fill() {
    const entries = read();
    this.dialog.querySelector("#history-empty").hidden = entries.length > 0;
    this.dialog.querySelector("[value=clear]").disabled = !entries.length;
    this.dialog.querySelector("ol").replaceChildren(...entries.map((each) => this.#entry(each)));
  }

  #entry(each) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    const title = document.createElement("strong");
    title.textContent = /^#\s+(.+)$/m.exec(each.query)?.[1] || "";
    const text = document.createElement("code");
    text.textContent = each.query.replace(/^\s*(?:#|PREFIX\b|BASE\b).*$/gim, "").replace(/\s+/g, " ").trim().slice(0, 120);
    const note = document.createElement("small");
    const when = each.when ? new Date(each.when).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }) : "";
    note.textContent = [when, each.amount, each.reasoning === "none" ? "asserted only" : ""].filter(Boolean).join(" · ");
    if (title.textContent) button.append(title);
    button.append(text, note);
    button.addEventListener("click", () => {
      this.dialog.close();
      this.choose(each);
    });
    item.append(button);
    return item;
  }
}

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(found) ? found.filter((each) => typeof each?.query === "string") : [];
  } catch {
    return [];
  }
}

function write(entries) {
  try {
    localStorage.setItem(KEY, JSON.stringify(entries));
  } catch {
    // A browser that keeps nothing has no history.
  }
}
