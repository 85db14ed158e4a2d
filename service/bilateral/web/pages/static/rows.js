// Rows of an answer: sorted by a click on the head of a column, filtered by what is typed. The order they came in
// comes back with the third click.

const FEW = 8;

/** Furnish the tables of answers inside an element. */
export function arrange(root) {
  root.querySelectorAll("table.result:not(.lively)").forEach(furnish);
}

function furnish(table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  table.classList.add("lively");
  if (rows.length < 2) return;
  const heads = [...table.tHead.rows[0].cells];
  for (const [place, head] of heads.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const next = { "": "ascending", ascending: "descending", descending: "" }[head.getAttribute("aria-sort") || ""];
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      if (next) head.setAttribute("aria-sort", next);
      body.append(...(next ? sorted(rows, place, next === "descending") : rows));
    });
  }
  if (rows.length >= FEW) table.before(filter(rows));
}

function sorted(rows, place, down) {
  const keys = new Map(rows.map((row) => [row, key(row.cells[place])]));
  const order = [...rows].sort((a, b) => compare(keys.get(a), keys.get(b)));
  return down ? order.reverse() : order;
}

function key(cell) {
  if (cell.classList.contains("number")) return Number(cell.textContent) || 0;
  return cell.querySelector("time")?.getAttribute("datetime") || cell.textContent.trim();
}

function compare(a, b) {
  return typeof a === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
}

function filter(rows) {
  const label = document.createElement("label");
  label.className = "filter";
  const input = document.createElement("input");
  input.type = "search";
  input.autocomplete = "off";
  const amount = document.createElement("span");
  amount.setAttribute("role", "status");
  label.append("Filter rows ", input, " ", amount);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of rows) row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
    const left = rows.filter((row) => !row.hidden).length;
    amount.textContent = wanted ? `${left} of ${rows.length}` : "";
  });
  return label;
}

arrange(document);
