// Colours under the query: a layer that repeats the text of the textarea, line by line. The text itself stays in
// the textarea, so that everything browsers do with text goes on working.

import { tokens } from "./sparql.js";

const LONGEST = 50_000; // characters beyond which the text is left plain

export class Paint {
  constructor(area) {
    this.area = area;
    this.layer = document.createElement("pre");
    this.layer.className = "layer";
    this.layer.setAttribute("aria-hidden", "true");
    this.failure = this.frame = null;
    area.before(this.layer);
    area.addEventListener("input", () => {
      this.failure = null;
      // Browsers tell of every line that is put in at once; one drawing before the next frame will do.
      this.frame ??= requestAnimationFrame(() => this.draw());
    });
    this.draw();
  }

  /** Mark a place, both numbers counted from 1, and return its offset. */
  fail(line, column) {
    const lines = this.area.value.split("\n");
    const at = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
    this.failure = Math.min(at, this.area.value.length);
    this.draw();
    return this.failure;
  }

  clear() {
    this.failure = null;
    this.draw();
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const text = this.area.value;
    const plain = text.length > LONGEST;
    this.area.parentElement.classList.toggle("painted", !plain);
    if (plain) return this.layer.replaceChildren();
    let line = newLine();
    const lines = [line];
    for (const token of tokens(text)) {
      for (const [number, part] of token.text.split("\n").entries()) {
        if (number) lines.push((line = newLine()));
        if (part) line.append(this.#piece(token, part));
      }
    }
    this.#mark(lines);
    // A line without text has no height of its own.
    for (const each of lines) if (!each.firstChild) each.append("\u200b");
    this.layer.replaceChildren(...lines);
  }

  /** Return the rectangle of the character at an offset, in the window. */
  rectangle(offset) {
    if (this.frame) this.draw();
    const before = this.area.value.slice(0, offset);
    const number = before.split("\n").length - 1;
    const line = this.layer.children[number];
    if (!line) return this.area.getBoundingClientRect();
    let left = offset - (before.lastIndexOf("\n") + 1);
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    range.setStart(line, 0);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (left <= node.length) {
        range.setStart(node, Math.min(left, node.length));
        break;
      }
      left -= node.length;
    }
    range.collapse(true);
    const [first] = range.getClientRects();
    return first || line.getBoundingClientRect();
  }

  #piece({ kind, text, start }, part) {
    if (kind === "space") return part;
    const span = document.createElement("span");
    span.className = `is-${kind}`;
    span.textContent = part;
    if (this.failure !== null && start <= this.failure && this.failure < start + text.length) span.classList.add("bad");
    return span;
  }

  #mark(lines) {
    if (this.failure === null) return;
    const number = this.area.value.slice(0, this.failure).split("\n").length - 1;
    const line = lines[number];
    line.classList.add("bad-line");
    if (this.layer.ownerDocument && !lines.some((each) => each.querySelector(".bad"))) {
      const end = document.createElement("span");
      end.className = "bad";
      end.textContent = "\u200b ";
      line.append(end);
    }
  }
}

function newLine() {
  const line = document.createElement("span");
  line.className = "line";
  return line;
}
