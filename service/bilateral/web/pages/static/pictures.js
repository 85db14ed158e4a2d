// Pictures that the server drew: zoomed, moved and filtered. By keyboard: + and - zoom, 0 shows all, arrows move.

const STEP = 1.5;
const MOST = 12;
const MOVED = 0.15; // part of what is in sight
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const DURATION = 160;

/** Furnish the pictures inside an element. */
export function enhance(root) {
  root.querySelectorAll(".picture:not(.lively)").forEach((region) => new Picture(region));
}

class Picture {
  constructor(region) {
    this.region = region;
    this.svg = region.querySelector("svg");
    const { x, y, width, height } = this.svg.viewBox.baseVal;
    this.whole = { x, y, width, height };
    this.seen = { ...this.whole };
    region.classList.add("lively");
    region.before(this.#tools());
    region.addEventListener("keydown", (event) => this.#key(event));
    region.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.#drag();
  }

  zoom(factor, at = { x: 0.5, y: 0.5 }) {
    const { x, y, width, height } = this.seen;
    const wide = Math.min(this.whole.width, Math.max(this.whole.width / MOST, width / factor));
    const high = (wide / this.whole.width) * this.whole.height;
    this.#show({ x: x + (width - wide) * at.x, y: y + (height - high) * at.y, width: wide, height: high });
  }

  move(right, down) {
    const { x, y, width, height } = this.seen;
    this.#show({ x: x + right * width, y: y + down * height, width, height });
  }

  reset() {
    this.#show({ ...this.whole });
  }

  get zoomed() {
    return this.seen.width < this.whole.width - 0.5;
  }

  #show(wanted, smooth = true) {
    wanted.x = Math.min(Math.max(wanted.x, this.whole.x), this.whole.x + this.whole.width - wanted.width);
    wanted.y = Math.min(Math.max(wanted.y, this.whole.y), this.whole.y + this.whole.height - wanted.height);
    const from = this.seen;
    this.seen = wanted;
    this.region.classList.toggle("zoomed", this.zoomed);
    cancelAnimationFrame(this.frame);
    if (!smooth || STILL.matches) return this.#set(wanted);
    const start = performance.now();
    const step = (now) => {
      const part = Math.min(1, (now - start) / DURATION);
      const between = (name) => from[name] + (wanted[name] - from[name]) * part;
      this.#set({ x: between("x"), y: between("y"), width: between("width"), height: between("height") });
      if (part < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  #set({ x, y, width, height }) {
    this.svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = { ArrowLeft: [-MOVED, 0], ArrowRight: [MOVED, 0], ArrowUp: [0, -MOVED], ArrowDown: [0, MOVED] }[event.key];
    if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.reset();
    else if (move && this.zoomed) this.move(...move);
    else return;
    event.preventDefault();
  }

  #wheel(event) {
    // Without Ctrl the wheel goes on scrolling the page; with it browsers report pinching too.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.svg.getBoundingClientRect();
    const at = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, at);
  }

  #drag() {
    let from = null;
    let moved = false;
    this.svg.addEventListener("pointerdown", (event) => {
      if (!this.zoomed || event.button) return;
      from = { x: event.clientX, y: event.clientY, seen: { ...this.seen } };
      moved = false;
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (!from) return;
      const scale = this.seen.width / this.svg.getBoundingClientRect().width;
      const [right, down] = [event.clientX - from.x, event.clientY - from.y];
      if (!moved && Math.hypot(right, down) < 5) return;
      if (!moved) this.svg.setPointerCapture(event.pointerId);
      moved = true;
      this.#show({ ...from.seen, x: from.seen.x - right * scale, y: from.seen.y - down * scale }, false);
    });
    for (const end of ["pointerup", "pointercancel"]) this.svg.addEventListener(end, () => (from = null));
    // A link that was dragged is not one that was chosen.
    this.svg.addEventListener("click", (event) => moved && (event.preventDefault(), (moved = false)), true);
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
  }

  #tools() {
    const tools = document.createElement("div");
    tools.className = "picture-tools";
    const button = (text, title, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "light";
      made.textContent = text;
      made.title = title;
      made.setAttribute("aria-label", title);
      made.addEventListener("click", act);
      return made;
    };
    tools.append(
      this.#filter(),
      button("+", "Zoom in", () => this.zoom(STEP)),
      button("\u2212", "Zoom out", () => this.zoom(1 / STEP)),
      button("All", "Show the whole picture", () => this.reset()),
    );
    return tools;
  }

  #filter() {
    const marks = [...this.svg.querySelectorAll("a, g")].filter((mark) => mark.querySelector("title"));
    const label = document.createElement("label");
    label.className = "filter";
    const input = document.createElement("input");
    input.type = "search";
    input.autocomplete = "off";
    const amount = document.createElement("span");
    amount.setAttribute("role", "status");
    label.append("Filter ", input, " ", amount);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      const fits = (mark) => !wanted || mark.textContent.toLowerCase().includes(wanted);
      for (const mark of marks) mark.classList.toggle("faded", !fits(mark));
      amount.textContent = wanted ? `${marks.filter(fits).length} of ${marks.length}` : "";
    });
    return label;
  }
}

enhance(document);
