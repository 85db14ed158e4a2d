// Suggestions under every search field: a combobox as WAI-ARIA 1.2 describes it. Without script the form does the same.

const WAIT = 120; // milliseconds of rest before names are asked for
const SHOWN = 8;

for (const [number, input] of document.querySelectorAll('input[type="search"][name="q"]').entries()) {
  enhance(input, `suggestions-${number}`);
}

// A hit that was chosen is opened, or passed to `choose`, where that is given.
export function enhance(input, id, choose) {
  const list = document.createElement("ul");
  list.id = id;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Names found");
  input.parentElement.classList.add("combobox");
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
  })) {
    input.setAttribute(name, value);
  }
  let timer, asked, at = -1;

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      close();
      event.preventDefault();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      move(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Enter" && (at >= 0 || (choose && !list.hidden))) {
      event.preventDefault();
      list.children[Math.max(at, 0)].querySelector("a").click();
    }
  });

  async function ask() {
    // Where several are chosen, the last is being typed.
    const text = (choose ? input.value.split(";").at(-1) : input.value).trim();
    asked = text;
    if (!text) return close();
    const address = new URL("/search", location.href);
    const language = new URL(location.href).searchParams.get("lang");
    for (const [name, value] of Object.entries({ q: text, format: "json", limit: SHOWN, lang: language })) {
      if (value) address.searchParams.set(name, value);
    }
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || asked !== text) return;
    show((await answer.json()).hits);
  }

  function show(hits) {
    at = -1;
    list.replaceChildren(...hits.map(option));
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    input.removeAttribute("aria-activedescendant");
  }

  function option(hit, place) {
    const item = document.createElement("li");
    item.id = `${id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const link = document.createElement("a");
    const language = new URL(location.href).searchParams.get("lang");
    link.href = hit.page + (language ? `?lang=${encodeURIComponent(language)}` : "");
    link.tabIndex = -1;
    link.textContent = hit.label;
    const kind = document.createElement("small");
    kind.textContent = [hit.types.join(", "), hit.hint, hit.matched === hit.label ? "" : hit.matched].filter(Boolean).join(" · ");
    item.append(link, " ", kind);
    if (choose) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        close();
        choose(hit);
      });
    }
    return item;
  }

  function move(step) {
    const count = list.children.length;
    at = (at + step + count) % count;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
}
