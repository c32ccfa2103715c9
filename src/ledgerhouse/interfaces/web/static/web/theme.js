// Before the first paint: light or dark, menu folded or not. A classic script, so that nothing flickers.
(() => {
  const root = document.documentElement;
  const kept = localStorage.getItem("house.theme");
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.bsTheme = dark ? "dark" : "light";
  if (localStorage.getItem("house.folded") === "yes") root.classList.add("folded");
})();
