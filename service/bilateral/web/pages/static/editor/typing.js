// Changes of the text that the browser's own undo takes back.

/** Replace a part of the text; the cursor goes after it. */
export function replace(area, start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  // Deprecated, and still the only way that leaves undo whole.
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Put in text before the cursor, which stays where it is in what was there. */
export function insert(area, at, text) {
  const { selectionStart } = area;
  replace(area, at, at, text);
  area.setSelectionRange(selectionStart + text.length, selectionStart + text.length);
}

/** Go on at the depth of the line before, and one deeper after a bracket. */
export function breakLine(area) {
  const before = area.value.slice(0, area.selectionStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const deeper = /[{([]\s*$/.test(line) ? "  " : "";
  replace(area, area.selectionStart, area.selectionEnd, `\n${/^\s*/.exec(line)[0]}${deeper}`);
}
