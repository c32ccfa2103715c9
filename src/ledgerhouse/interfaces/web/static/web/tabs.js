// Tabs of the pages opened in this window, kept for its session only.
const KEY = "house.tabs";
const MOST = 12;

const load = () => JSON.parse(sessionStorage.getItem(KEY) || "[]");
const keep = (list) => sessionStorage.setItem(KEY, JSON.stringify(list));

export function tabs() {
  const bar = document.getElementById("tabs");
  if (!bar) {
    sessionStorage.removeItem(KEY);
    return;
  }
  const here = location.pathname;
  const title = document.title.replace(/ · Ledgerhouse$/, "");
  const sent = sessionStorage.getItem("house.sent"); // a form that has done its work needs no tab any more
  const done = sent && document.querySelector(".note-success") ? sent : "";
  sessionStorage.removeItem("house.sent");
  let list = load().filter((tab) => tab.path !== done).filter((tab) => tab.path !== "/search/" || here === "/search/");
  const known = list.find((tab) => tab.path === here);
  if (document.querySelector(".error-card")) list = list.filter((tab) => tab.path !== here);
  else if (known) Object.assign(known, { title, query: location.search });
  else list.push({ path: here, query: location.search, title });
  if (list.length > MOST) list = list.slice(-MOST);
  keep(list);
  draw(bar, list, here);
}

function draw(bar, list, here) {
  bar.replaceChildren(
    ...list.map((tab) => {
      const item = document.createElement("span");
      item.className = "tab";
      const link = document.createElement("a");
      link.href = tab.path + tab.query;
      link.textContent = tab.title;
      if (tab.path === here) {
        item.classList.add("tab-here");
        link.setAttribute("aria-current", "page");
      }
      const close = document.createElement("button");
      close.type = "button";
      close.className = "tab-close";
      close.setAttribute("aria-label", `${bar.dataset.close} ${tab.title}`);
      close.innerHTML = '<i class="ti ti-x" aria-hidden="true"></i>';
      close.addEventListener("click", () => shut(bar, tab.path, here));
      item.append(link, close);
      return item;
    }),
  );
  bar.hidden = list.length < 2;
  bar.querySelector(".tab-here")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function shut(bar, path, here) {
  const list = load();
  const at = list.findIndex((tab) => tab.path === path);
  const next = list[at + 1] || list[at - 1];
  const rest = list.filter((tab) => tab.path !== path);
  keep(rest);
  if (path === here) location.href = next ? next.path + next.query : "/";
  else draw(bar, rest, here);
}
