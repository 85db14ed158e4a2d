// Where the selected words stand in the text, in code points: what the server counts in.

export function selected(root) {
  const found = document.getSelection();
  if (!found?.rangeCount || found.isCollapsed || !root?.contains(found.getRangeAt(0).commonAncestorContainer)) {
    return null;
  }
  const range = found.getRangeAt(0);
  const start = place(root, range.startContainer, range.startOffset);
  const end = place(root, range.endContainer, range.endOffset);
  return start < end ? { start, end, words: found.toString() } : null;
}

// Runs say where they begin; the numbers of suggestions between them are not of the text.
function place(root, node, offset) {
  let at = 0;
  for (const run of root.querySelectorAll("[data-at]")) {
    const begin = Number(run.dataset.at);
    if (run.contains(node)) return begin + before(run, node, offset);
    const range = document.createRange();
    range.selectNode(run);
    if (range.comparePoint(node, offset) < 0) return Math.max(at, 0) || begin;
    at = begin + length(run);
  }
  return at;
}

function before(run, node, offset) {
  if (node === run) return [...run.childNodes].slice(0, offset).reduce((sum, each) => sum + length(each), 0);
  let at = 0;
  for (const child of run.childNodes) {
    if (child === node) return at + [...node.data.slice(0, offset)].length;
    if (child.contains(node)) return at;
    at += length(child);
  }
  return at;
}

function length(node) {
  if (node.nodeType === Node.TEXT_NODE) return [...node.data].length;
  if (node.classList?.contains("control")) return 1;
  return [...node.childNodes].reduce((sum, each) => sum + length(each), 0);
}
