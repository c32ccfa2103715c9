// Suggestions for fields that name a row of a list: items, places, partners.
let made = 0;

export function lookUps() {
  const answers = new Map();
  document.addEventListener("focusin", (event) => prepare(event.target, answers));
  document.addEventListener("input", (event) => prepare(event.target, answers));
}

function prepare(box, answers) {
  const list = box.dataset?.lookUp;
  if (!list) return;
  if (!box.hasAttribute("list")) {
    const options = document.createElement("datalist");
    made += 1;
    options.id = `look-up-${made}`;
    document.body.append(options);
    box.setAttribute("list", options.id);
  }
  clearTimeout(box.waiting);
  box.waiting = setTimeout(() => suggest(box, list, answers), 150);
}

async function suggest(box, list, answers) {
  const address = `/look-up/${encodeURIComponent(list)}/?q=${encodeURIComponent(box.value)}`;
  if (!answers.has(address)) {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    answers.set(address, response.ok ? (await response.json()).found : []);
  }
  const options = document.getElementById(box.getAttribute("list"));
  options.replaceChildren(
    ...answers.get(address).map(([value, about]) => {
      const option = document.createElement("option");
      option.value = value;
      option.label = about ? `${value} · ${about}` : value;
      return option;
    }),
  );
}
