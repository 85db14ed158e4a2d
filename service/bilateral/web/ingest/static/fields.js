// Names are completed where a field asks for a thing of the graph; without script the server looks them up.

import { enhance } from "/static/search.js";
import "./token.js";

for (const [number, input] of document.querySelectorAll("input[data-search]").entries()) {
  enhance(input, `found-${number}`, (hit) => {
    const chosen = decodeURIComponent(hit.page.replace(/^\/page\//, ""));
    const before = "many" in input.dataset ? input.value.split(";").slice(0, -1).map((each) => each.trim()) : [];
    input.value = [...before, chosen].join("; ");
    input.title = hit.label;
  });
}
(document.querySelector(".made .new select") ?? document.querySelector(".made input:not([type=hidden])"))?.focus();
