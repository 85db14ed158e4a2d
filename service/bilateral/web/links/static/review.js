// The desk by keyboard. Without script the same form does the same, one page at a time.

const TOKEN = "bilateral.token"; // kept by this tab alone, and sent with nothing but a decision
const MARKS = { a: "accept", r: "reject", u: "" };

const form = document.getElementById("desk");
if (form) desk(form);

function desk(form) {
  const cards = [...form.querySelectorAll(".proposal")];
  const help = document.querySelector(".keys");
  const token = form.elements.namedItem("token");
  const outcome = document.getElementById("outcome");
  let at = -1;
  help.hidden = false;
  if (token) {
    token.value = sessionStorage.getItem(TOKEN) ?? "";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save();
    });
  }
  for (const [number, card] of cards.entries()) {
    card.addEventListener("focusin", () => (at = number));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j" || event.key === "k") go(at + (event.key === "j" ? 1 : -1));
    else if (event.key in MARKS && cards[at]) mark(MARKS[event.key]);
    else if (event.key === "o" && cards[at]) cards[at].querySelector("a.item").focus();
    else if (event.key === "s" && token) form.requestSubmit();
    else if (event.key === "?") help.hidden = !help.hidden;
    else return;
    event.preventDefault();
  });

  function go(number) {
    at = Math.max(0, Math.min(number, cards.length - 1));
    cards[at].focus();
    cards[at].scrollIntoView({ block: "nearest" });
  }

  function mark(value) {
    cards[at].querySelector(`input[type="radio"][value="${value}"]`).checked = true;
    if (value && at < cards.length - 1) go(at + 1);
  }

  async function save() {
    const body = new URLSearchParams();
    for (const radio of form.querySelectorAll('input[type="radio"]:checked')) {
      if (radio.value) body.set(radio.name, radio.value);
    }
    if (!body.size) return say("Nothing is marked.");
    body.set("author", form.elements.namedItem("author").value);
    say("Saving …");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json", Authorization: `Bearer ${token.value}` },
        credentials: "omit",
        body,
      });
      const content = await answer.json();
      if (!answer.ok) return say(`Not saved. ${content.title}: ${content.detail}`);
      sessionStorage.setItem(TOKEN, token.value);
      location.assign(`/review?decided=${content.decided.length}`);
    } catch (error) {
      say(`Not saved: ${error.message}`);
    }
  }

  function say(text) {
    outcome.textContent = text;
  }
}

function typing(target) {
  return target.matches("select, textarea, input:not([type=radio])");
}
