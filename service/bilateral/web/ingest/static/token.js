// The token and the name of a reviewer, kept by this tab alone, and sent with nothing but what is written.

const TOKEN = "bilateral.token";
const AUTHOR = "bilateral.author";

document.documentElement.classList.add("js");

export function token() {
  return field("token")?.value || sessionStorage.getItem(TOKEN) || "";
}

export function author() {
  return field("author")?.value || sessionStorage.getItem(AUTHOR) || "";
}

export function keep() {
  sessionStorage.setItem(TOKEN, token());
  sessionStorage.setItem(AUTHOR, author());
  fill();
}

export function forget() {
  sessionStorage.removeItem(TOKEN);
  for (const name of ["token", "author"]) if (field(name)) field(name).value = "";
  fill();
}

export function fill() {
  if (field("token")) field("token").value ||= sessionStorage.getItem(TOKEN) ?? "";
  if (field("author")) field("author").value ||= sessionStorage.getItem(AUTHOR) ?? "";
  document.documentElement.classList.toggle("trusted", Boolean(sessionStorage.getItem(TOKEN)));
}

function field(name) {
  return document.querySelector(`main input[name="${name}"]`);
}

fill();
document.addEventListener("click", (event) => event.target.closest("[data-forget]") && forget());
document.addEventListener("submit", () => {
  keep();
  const working = document.getElementById("working");
  if (working) working.textContent = "Reading …";
});
