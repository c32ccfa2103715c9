// The shell's small behaviours. Everything works without them, only less comfortably.
import { columns } from "./columns.js";
import { grids } from "./grid.js";
import { keys } from "./keys.js";
import { live } from "./live.js";
import { lookUps } from "./look-up.js";
import { passkeys } from "./passkey.js";
import { tabs } from "./tabs.js";

const root = document.documentElement;

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  if (at("[data-menu]")) root.classList.toggle("menu-shown");
  else if (at("[data-fold]")) {
    localStorage.setItem("house.folded", root.classList.toggle("folded") ? "yes" : "no");
  } else if (at("[data-theme-turn]")) {
    root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    localStorage.setItem("house.theme", root.dataset.bsTheme);
  } else if (at("[data-help]")) document.getElementById("help")?.showModal();
  else if (at("[data-close]")) at(".note").remove();
  else if (at("[data-print]")) window.print();
  else if (at("[data-back]")) {
    event.preventDefault();
    history.back();
  }
});

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-choose-all]");
  if (all) document.querySelectorAll("[data-choose]").forEach((box) => (box.checked = all.checked));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if (form.classList.contains("verb")) sessionStorage.setItem("house.sent", location.pathname);
  if ("once" in form.dataset) {
    // after the browser has read the form: a disabled button would not be sent with it
    setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
  }
  if ("filters" in form.dataset) {
    for (const box of form.elements) if (box.name && !box.value) box.disabled = true;
  }
});

window.addEventListener("pageshow", () => {
  // coming back by the browser's button: forms can be sent again
  document.querySelectorAll("[data-once] button, [data-filters] :disabled").forEach((one) => (one.disabled = false));
});

document.querySelectorAll(".menu-group").forEach((group) => {
  const name = `house.menu.${group.dataset.group}`;
  if (localStorage.getItem(name) === "open") group.open = true;
  group.addEventListener("toggle", () => localStorage.setItem(name, group.open ? "open" : "shut"));
});

document.querySelector("[data-focus]")?.focus();
tabs();
keys();
grids();
lookUps();
live();
columns();
passkeys();
