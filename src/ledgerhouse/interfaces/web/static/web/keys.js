// The keyboard: / searches, ? helps, j and k walk a list, g h goes home, Ctrl+Enter sends.
export function keys() {
  let before = "";
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.closest("form.verb");
      if (form) form.requestSubmit(form.querySelector("button.btn-primary"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const pressed = before + event.key;
    before = event.key === "g" ? "g" : "";
    if (pressed === "gh") location.href = "/";
    else if (pressed === "gd") location.href = "/do/";
    else if (event.key === "/") focus(event, document.getElementById("search"));
    else if (event.key === "?") document.getElementById("help")?.showModal();
    else if (event.key === "m") document.querySelector("[data-fold]")?.click();
    else if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
    else if (event.key === "Enter") document.querySelector("tr.row-here a")?.click();
  });
  document.addEventListener("dblclick", (event) => event.target.closest("[data-rows] tbody tr")?.querySelector("a")?.click());
}

function typing(target) {
  return target.closest("input, select, textarea, [contenteditable], dialog[open]") !== null;
}

function focus(event, box) {
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("row-here"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
  rows.forEach((row) => row.classList.toggle("row-here", row === next));
  next.scrollIntoView({ block: "nearest" });
}
