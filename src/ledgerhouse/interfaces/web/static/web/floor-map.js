// The floor map: bays drawn on a canvas from coordinates, coloured by classes that the server names. Works by mouse, touch and keyboard.
const SEQUENCE = ["#c6dbef", "#85b8e0", "#4a90d0", "#1f66b5", "#0b3c85"];
const OVER = "#c62828";
const RAMPS = {
  fill: [...SEQUENCE.slice(0, 4), OVER],
  quantity: SEQUENCE,
  value: SEQUENCE,
  picks: ["#fde3c0", "#fbbf77", "#f28f3b", "#d9601a", "#a33a0a"],
  age: ["#bfe3c6", "#e5e08a", "#f2b84b", "#dd7a2c", "#a8331d"],
  expiry: ["#7a1010", "#d8392b", "#f0932b", "#f4d35e", "#58a55c"],
};
const LEAST = new Set(["expiry"]); // a bay of several levels is as good as its worst; else as full as its fullest
const WORST_ZOOM = 0.5;
const MOST_ZOOM = 60;

const box = document.getElementById("map");
if (box) start(box);

async function start(root) {
  const canvas = root.querySelector("canvas");
  const tip = root.querySelector(".map-tip");
  const side = document.getElementById("map-place");
  const brush = canvas.getContext("2d");
  const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
  const shares = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
  const floor = arrange(await (await fetch(`${root.dataset.map}places.json`)).json());
  const view = { x: 0, y: 0, scale: 1, whole: 1 };
  let shown = null; // figures of the chosen measure
  let picked = null;
  let asked = false;
  let loading = 0;

  const style = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  function fit(area = floor.area) {
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    const margin = 26;
    view.scale = Math.min((width - 2 * margin) / (area.right - area.left), (height - 2 * margin) / (area.bottom - area.top));
    view.x = width / 2 - ((area.left + area.right) / 2) * view.scale;
    view.y = height / 2 - ((area.top + area.bottom) / 2) * view.scale;
    if (area === floor.area) view.whole = view.scale;
    later();
  }

  function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
    const scale = Math.min(Math.max(view.scale * factor, view.whole * WORST_ZOOM), view.whole * MOST_ZOOM);
    view.x = x - ((x - view.x) * scale) / view.scale;
    view.y = y - ((y - view.y) * scale) / view.scale;
    view.scale = scale;
    later();
  }

  const later = () => {
    if (!asked) requestAnimationFrame(draw);
    asked = true;
  };

  function size() {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    later();
  }

  function colour(code, empty) {
    const figure = shown?.figures[code];
    if (figure === undefined) return empty;
    return shown.ramp[shown.bounds.filter((bound) => (shown.by === "expiry" ? figure >= bound : figure > bound)).length] ?? OVER;
  }

  function draw() {
    asked = false;
    const began = performance.now();
    const empty = style("--house-line-soft");
    const ink = style("--house-ink-soft");
    brush.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    brush.font = `12px ${style("--house-font")}`;
    brush.lineWidth = 1;
    for (const bay of floor.bays) {
      const left = bay.left * view.scale + view.x;
      const top = bay.top * view.scale + view.y;
      const width = bay.width * view.scale;
      const height = bay.height * view.scale;
      if (left > canvas.clientWidth || top > canvas.clientHeight || left + width < 0 || top + height < 0) continue;
      const levels = bay.places;
      if (levels.length > 1 && height > 5 * levels.length && height > 28) {
        const slice = height / levels.length; // the lowest level at the bottom
        levels.forEach((place, n) => {
          brush.fillStyle = colour(place.code, empty);
          brush.fillRect(left, top + height - (n + 1) * slice, width, slice - 1);
          if (slice > 14 && width > 7.5 * place.code.length) write(place.code, left + 4, top + height - n * slice - slice / 2 + 4, brush.fillStyle);
        });
      } else {
        brush.fillStyle = colour(worst(bay)?.code, empty);
        brush.fillRect(left, top, Math.max(width, 0.8), Math.max(height, 0.8));
        if (levels.length === 1 && height > 14 && width > 7.5 * levels[0].code.length) write(levels[0].code, left + 4, top + height / 2 + 4, brush.fillStyle);
      }
      if (picked && levels.includes(picked)) {
        brush.strokeStyle = style("--house-accent");
        brush.lineWidth = 3;
        brush.strokeRect(left - 2, top - 2, width + 4, height + 4);
        brush.lineWidth = 1;
      }
    }
    brush.fillStyle = ink;
    brush.textAlign = "center";
    for (const name of floor.names) {
      const x = name.x * view.scale + view.x;
      if (name.room * view.scale > 6 * name.text.length) brush.fillText(name.text, x, Math.max(name.y * view.scale + view.y - 6, 14));
    }
    brush.textAlign = "left";
    root.dataset.drawn = (performance.now() - began).toFixed(1);
  }

  function write(text, x, y, ground) {
    brush.fillStyle = dark(ground) ? "#fff" : "#1b2433";
    brush.fillText(text, x, y);
  }

  function worst(bay) {
    let found = null;
    for (const place of bay.places) {
      const figure = shown?.figures[place.code];
      if (figure === undefined) continue;
      if (!found || (LEAST.has(shown.by) ? figure < shown.figures[found.code] : figure > shown.figures[found.code])) found = place;
    }
    return found;
  }

  function at(event) {
    const bounds = canvas.getBoundingClientRect();
    const x = (event.clientX - bounds.left - view.x) / view.scale;
    const y = (event.clientY - bounds.top - view.y) / view.scale;
    const bay = floor.bays.find((one) => x >= one.left && x <= one.left + one.width && y >= one.top && y <= one.top + one.height);
    if (!bay) return null;
    const split = bay.height * view.scale > Math.max(28, 5 * bay.places.length);
    const level = Math.floor(((bay.top + bay.height - y) / bay.height) * bay.places.length);
    return { bay, place: split ? bay.places[Math.min(level, bay.places.length - 1)] : worst(bay) ?? bay.places[0] };
  }

  function say(figure) {
    if (figure === undefined) return root.dataset.empty;
    return shown.share ? shares.format(figure) : numbers.format(figure);
  }

  function hover(event) {
    const found = at(event);
    tip.hidden = !found;
    if (!found) return;
    const many = found.bay.places.length > 1 ? ` (${found.bay.places.length} ${root.dataset.levels})` : "";
    tip.textContent = `${found.place.code}${many}${shown ? `: ${say(shown.figures[found.place.code])}` : ""}`;
    const bounds = canvas.getBoundingClientRect();
    tip.style.left = `${Math.min(event.clientX - bounds.left + 14, canvas.clientWidth - 180)}px`;
    tip.style.top = `${event.clientY - bounds.top + 14}px`;
  }

  function pick(place) {
    picked = place;
    later();
    const address = `${root.dataset.map}at/${place.code.split("/").map(encodeURIComponent).join("/")}/`;
    window.htmx.ajax("GET", address, { target: side, swap: "innerHTML" });
  }

  async function load(by) {
    const turn = (loading += 1);
    const answer = await fetch(`${root.dataset.map}figures.json?by=${encodeURIComponent(by)}`);
    if (!answer.ok || turn !== loading) return; // somebody has chosen another one meanwhile
    shown = await answer.json();
    shown.ramp = ramp(shown);
    const legend = root.querySelector(".map-legend");
    legend.replaceChildren(
      ...[...shown.labels.map((text, n) => [shown.ramp[n] ?? OVER, text]), [style("--house-line-soft"), root.dataset.empty]].map(([tone, text]) => {
        const line = document.createElement("li");
        const mark = document.createElement("span");
        mark.style.background = tone;
        line.append(mark, text);
        return line;
      }),
    );
    later();
  }

  // pointers: one drags, two pinch
  const down = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, event);
    moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return hover(event);
    const others = [...down.values()].filter((one) => one.pointerId !== event.pointerId);
    if (others.length) {
      const span = (one) => Math.hypot(one.clientX - others[0].clientX, one.clientY - others[0].clientY);
      const bounds = canvas.getBoundingClientRect();
      const middle = [(event.clientX + others[0].clientX) / 2 - bounds.left, (event.clientY + others[0].clientY) / 2 - bounds.top];
      zoom(span(event) / (span(before) || 1), ...middle);
    } else {
      view.x += event.clientX - before.clientX;
      view.y += event.clientY - before.clientY;
      later();
    }
    moved += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
    down.set(event.pointerId, event);
  });
  const up = (event) => {
    down.delete(event.pointerId);
    if (event.type === "pointerup" && moved < 6) {
      const found = at(event);
      if (found) pick(found.place);
    }
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", () => (tip.hidden = true));
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.offsetX, event.offsetY);
    },
    { passive: false },
  );
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (step) {
      view.x += step[0];
      view.y += step[1];
      later();
    } else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });

  root.addEventListener("click", (event) => {
    const way = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (way === "all") fit();
    else if (way) zoom(way === "in" ? 1.5 : 1 / 1.5);
    const choice = event.target.closest("[data-by]");
    if (!choice) return;
    for (const one of root.querySelectorAll("[data-by]")) one.setAttribute("aria-pressed", String(one === choice));
    load(choice.dataset.by);
  });
  root.querySelector("[data-find]").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.querySelector("input");
    const place = floor.byCode.get(field.value.trim().toUpperCase());
    field.setCustomValidity("");
    if (!place) return field.select();
    fit(around(floor.bays.find((bay) => bay.places.includes(place))));
    pick(place);
  });
  document.addEventListener("click", (event) => {
    const zone = event.target.closest("[data-zone]")?.dataset.zone;
    if (zone === undefined) return;
    const area = floor.zones.get(zone);
    if (area) fit(area);
    root.scrollIntoView({ block: "start", behavior: "smooth" });
  });
  root.addEventListener("news", () => shown && load(shown.by));
  new ResizeObserver(() => {
    const first = !canvas.dataset.sized;
    canvas.dataset.sized = "yes";
    size();
    if (first) fit();
  }).observe(canvas);

  const first = root.querySelector('[data-by][aria-pressed="true"]');
  if (first) await load(first.dataset.by);
}

function ramp(shown) {
  const tones = RAMPS[shown.by];
  const need = shown.labels.length;
  if (need >= tones.length) return tones;
  return Array.from({ length: need }, (_, n) => tones[need === 1 ? tones.length - 1 : Math.round((n * (tones.length - 1)) / (need - 1))]);
}

// Places that stand above each other are one bay; bays are as large as the gaps between them allow.
function arrange(data) {
  const places = data.code.map((code, n) => ({ code, zone: data.zone[n], aisle: data.aisle[n], x: data.x[n], y: data.y[n], z: data.z[n], storage: data.storage[n] === 1 }));
  if (new Set(places.map((one) => `${one.x} ${one.y}`)).size < Math.min(places.length, 2)) inRows(places);
  const bays = new Map();
  for (const place of places) {
    const key = `${place.x} ${place.y}`;
    if (!bays.has(key)) bays.set(key, []);
    bays.get(key).push(place);
  }
  const wide = gap(places, "y", "x");
  const deep = gap(places, "x", "y");
  const width = Math.min(wide, 3 * deep) * 0.88;
  const height = Math.min(deep, 3 * wide) * 0.9;
  const found = [...bays.values()].map((levels) => {
    levels.sort((a, b) => a.z - b.z);
    const [{ x, y }] = levels;
    return { left: x - width / 2, top: y - height / 2, width, height, places: levels };
  });
  const zones = new Map();
  for (const bay of found) {
    const zone = data.zones[bay.places[0].zone];
    if (zone !== undefined) zones.set(zone, joined(zones.get(zone), bay));
  }
  return { bays: found, zones, area: found.reduce(joined, undefined), byCode: new Map(places.map((one) => [one.code.toUpperCase(), one])), names: aisles(found, data.zones) };
}

// A warehouse without coordinates: a column for each aisle, its places in the order of the route.
function inRows(places) {
  const columns = new Map();
  for (const place of places) {
    const name = place.aisle || `${place.zone}`;
    if (!columns.has(name)) columns.set(name, []);
    columns.get(name).push(place);
  }
  [...columns.values()].forEach((column, x) => column.forEach((place, y) => Object.assign(place, { x: x * 2400, y: y * 1000, z: 0 })));
}

// How far neighbours in one row are apart: the usual least gap, so that one odd place does not make all of them thin.
function gap(places, row, along) {
  const rows = new Map();
  for (const place of places) {
    if (!rows.has(place[row])) rows.set(place[row], new Set());
    rows.get(place[row]).add(place[along]);
  }
  const least = [];
  for (const numbers of rows.values()) {
    const sorted = [...numbers].sort((a, b) => a - b);
    const gaps = sorted.slice(1).map((number, n) => number - sorted[n]);
    if (gaps.length) least.push(Math.min(...gaps));
  }
  least.sort((a, b) => a - b);
  return least[least.length >> 1] ?? 1200;
}

function joined(area, bay) {
  const { left, top } = bay;
  const right = left + bay.width;
  const bottom = top + bay.height;
  if (!area) return { left, top, right, bottom };
  return { left: Math.min(area.left, left), top: Math.min(area.top, top), right: Math.max(area.right, right), bottom: Math.max(area.bottom, bottom) };
}

function around(bay) {
  const room = 6 * Math.max(bay.width, bay.height);
  return { left: bay.left - room, right: bay.left + bay.width + room, top: bay.top - room, bottom: bay.top + bay.height + room };
}

function aisles(bays, zones) {
  const found = new Map();
  for (const bay of bays) {
    const { aisle, zone, storage } = bay.places[0];
    if (!aisle || !storage) continue;
    const name = zone < 0 ? aisle : `${zones[zone]} ${aisle}`;
    found.set(name, joined(found.get(name), bay));
  }
  return [...found].map(([text, area]) => ({ text, x: (area.left + area.right) / 2, y: area.top, room: area.right - area.left }));
}

function dark(colour) {
  const [r, g, b] = [1, 3, 5].map((n) => parseInt(colour.slice(n, n + 2), 16));
  return r * 0.3 + g * 0.59 + b * 0.11 < 140;
}
