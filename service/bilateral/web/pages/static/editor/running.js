// Runs the query in place: the page that the server makes of it is fetched, and its answer shown here.

const ACCEPT = "application/problem+json, text/html;q=0.9";
const LONGEST = 8_000; // characters of an address that other people's programs pass on whole

export class Running {
  /** `after` is called with what happened: {answer}, {problem} or {note}. */
  constructor(form, after) {
    Object.assign(this, { form, after, abort: null });
    this.cancelling = form.querySelector("button[value=cancel]");
    this.progress = form.querySelector("#progress");
    this.cancelling.addEventListener("click", () => this.abort?.abort());
  }

  get running() {
    return this.abort !== null;
  }

  async run(view = "") {
    this.abort?.abort();
    const mine = (this.abort = new AbortController());
    const parameters = new URLSearchParams(new FormData(this.form));
    if (view) parameters.set("view", view);
    const language = new URL(location.href).searchParams.get("lang");
    if (language) parameters.set("lang", language);
    const started = performance.now();
    this.#begin(started);
    let told;
    try {
      const response = await fetch(this.form.action, {
        method: "POST",
        body: parameters,
        headers: { Accept: ACCEPT },
        signal: mine.signal,
      });
      told = response.ok ? await this.#take(response, parameters) : { problem: await problem(response) };
    } catch (error) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const note = error.name === "AbortError" ? `Cancelled after ${seconds} s.` : "The server could not be reached.";
      told = { note };
    }
    if (this.abort !== mine) return;
    this.#end(told.note || "");
    this.after(told, parameters);
  }

  async #take(response, parameters) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const address = `${this.form.getAttribute("action")}?${parameters}`;
    // What is too long for an address stays in the history of this browser.
    if (address.length < LONGEST) window.history.pushState(null, "", address);
    document.title = page.title;
    return { answer: page.querySelector("#answer") };
  }

  #begin(started) {
    this.form.classList.add("running");
    this.cancelling.disabled = false;
    const clock = document.createElement("span");
    clock.setAttribute("aria-hidden", "true");
    this.progress.replaceChildren("Running … ", clock);
    this.timer ??= setInterval(() => {
      clock.textContent = `${((performance.now() - started) / 1000).toFixed(1)} s`;
    }, 100);
  }

  #end(note) {
    clearInterval(this.timer);
    this.timer = this.abort = null;
    this.form.classList.remove("running");
    this.cancelling.disabled = true;
    this.progress.textContent = note;
  }
}

async function problem(response) {
  try {
    return await response.json();
  } catch {
    return { title: `The server answered ${response.status}.` };
  }
}
