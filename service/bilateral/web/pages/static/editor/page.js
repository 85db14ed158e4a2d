// The query page with script: colours, completion, answers in place, history. Without it the form does the same.

import { enhance } from "../pictures.js";
import { arrange } from "../rows.js";
import { Completion } from "./completion.js";
import { History } from "./history.js";
import { Paint } from "./paint.js";
import { Running } from "./running.js";
import { breakLine, replace } from "./typing.js";

const form = document.querySelector("form.editor");
const area = form.querySelector("textarea");
const answer = document.querySelector("#answer");
const refusal = document.querySelector("#refusal");

document.querySelectorAll("[data-scripted]").forEach((element) => element.removeAttribute("hidden"));
document.querySelector(".examples button.light:not([type=button])").hidden = true;

const paint = new Paint(area);
const completion = new Completion(area, paint);
const running = new Running(form, after);
const history = new History(document.querySelector("#history"), document.querySelector("#history-open"), (each) => {
  choose(each.reasoning);
  load(each.query);
});

if (area.dataset.line) paint.fail(Number(area.dataset.line), Number(area.dataset.column));
furnish();

form.addEventListener("submit", (event) => {
  event.preventDefault();
  completion.close();
  running.run();
});
area.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.defaultPrevented || event.isComposing) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) {
    completion.close();
    running.run();
  } else breakLine(area);
});
area.addEventListener("input", () => {
  area.removeAttribute("aria-invalid");
  area.removeAttribute("aria-describedby");
});
form.querySelectorAll("[name=reasoning]").forEach((input) =>
  input.addEventListener("change", () => {
    if (answer.querySelector(".answer-bar")) running.run(answer.querySelector("[data-view][aria-current]")?.dataset.view);
  }),
);
document.querySelector("#example").addEventListener("change", async (event) => {
  if (!event.target.value) return;
  const found = await fetch(`/queries/${event.target.value}.rq`);
  if (found.ok) load((await found.text()).trimEnd());
});
answer.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  running.run(link.dataset.view);
});
window.addEventListener("popstate", () => location.reload());

function load(text) {
  replace(area, 0, area.value.length, text);
  area.setSelectionRange(0, 0);
  area.closest(".code").scrollTop = 0;
}

function choose(reasoning) {
  const input = form.querySelector(`[name=reasoning][value="${reasoning === "none" ? "none" : "owl2rl"}"]`);
  input.checked = true;
}

function after({ answer: made, problem }, parameters) {
  refusal.hidden = !problem;
  answer.classList.toggle("stale", !made);
  if (problem) return refuse(problem);
  if (!made) return;
  paint.clear();
  const focused = answer.contains(document.activeElement) ? document.activeElement.dataset.view : "";
  answer.replaceChildren(...made.childNodes);
  furnish();
  const amount = answer.querySelector(".amount")?.textContent || "";
  history.add(area.value, parameters.get("reasoning"), amount);
  if (focused) answer.querySelector(`[data-view="${focused}"]`)?.focus();
}

/** Say what is wrong with the query, and show where. */
function refuse(problem) {
  const message = document.createElement("p");
  const place = document.createElement("strong");
  message.setAttribute("role", "alert");
  place.textContent = problem.line ? `Line ${problem.line}, column ${problem.column}` : problem.title;
  message.append(place, ` ${problem.detail || ""}`);
  refusal.replaceChildren(message);
  area.setAttribute("aria-invalid", "true");
  area.setAttribute("aria-describedby", "refusal");
  if (!problem.line) return;
  const at = paint.fail(problem.line, problem.column);
  area.focus({ preventScroll: true });
  area.setSelectionRange(at, at);
  paint.layer.querySelector(".bad")?.scrollIntoView({ block: "nearest" });
}

/** Give an answer what only script can: pictures that move, rows that are sorted, buttons that copy. */
function furnish() {
  enhance(answer);
  arrange(answer);
  for (const block of answer.querySelectorAll("pre[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "light copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy as ${block.dataset.copy}`);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(block);
        button.textContent = "Selected";
      }
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    block.before(button);
  }
}
