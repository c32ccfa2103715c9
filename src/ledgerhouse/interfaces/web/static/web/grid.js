// Line grids: add and remove rows, Enter goes down, rows copied from a spreadsheet are pasted as rows.
export function grids() {
  document.querySelectorAll("[data-grid]").forEach((card) => new Grid(card));
}

class Grid {
  constructor(card) {
    this.name = card.dataset.grid;
    this.body = card.querySelector("tbody");
    this.blank = card.querySelector("template");
    this.next = this.body.rows.length;
    card.addEventListener("click", (event) => {
      if (event.target.closest("[data-row-add]")) this.first(this.add());
      const remove = event.target.closest("[data-row-remove]");
      if (remove) this.remove(remove.closest("tr"));
    });
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("paste", (event) => this.paste(event));
  }

  add() {
    const row = this.blank.content.firstElementChild.cloneNode(true);
    for (const one of row.querySelectorAll("[name], [id], [aria-describedby]")) {
      for (const attribute of ["name", "id", "aria-describedby"]) {
        const value = one.getAttribute(attribute);
        if (value) one.setAttribute(attribute, value.replace("__row__", this.next));
      }
    }
    this.next += 1;
    this.body.append(row);
    this.count();
    return row;
  }

  remove(row) {
    const near = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    this.first(near || this.add());
    this.count();
  }

  count() {
    [...this.body.rows].forEach((row, i) => (row.cells[0].textContent = i + 1));
  }

  boxes(row) {
    return [...row.querySelectorAll("input, select, textarea")];
  }

  first(row) {
    this.boxes(row)[0]?.focus();
  }

  key(event) {
    const row = event.target.closest("tr");
    const column = this.boxes(row).indexOf(event.target);
    const up = event.key === "ArrowUp" && !event.target.hasAttribute("list") && event.target.tagName !== "SELECT";
    const down = event.key === "ArrowDown" && !event.target.hasAttribute("list") && event.target.tagName !== "SELECT";
    if (event.ctrlKey || event.metaKey || event.altKey || column < 0) return;
    if (event.key === "Enter" || down) {
      event.preventDefault();
      this.boxes(row.nextElementSibling || this.add())[column]?.focus();
    } else if (up && row.previousElementSibling) {
      event.preventDefault();
      this.boxes(row.previousElementSibling)[column]?.focus();
    }
  }

  paste(event) {
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const start = this.boxes(event.target.closest("tr")).indexOf(event.target);
    let row = event.target.closest("tr");
    for (const line of text.replace(/\r/g, "").replace(/\n+$/, "").split("\n")) {
      row = row || this.add();
      const boxes = this.boxes(row);
      line.split("\t").forEach((value, i) => fill(boxes[start + i], value.trim()));
      row = row.nextElementSibling;
    }
  }
}

function fill(box, value) {
  if (!box) return;
  if (box.tagName === "SELECT") {
    const option = [...box.options].find((one) => one.value === value || one.text.trim() === value);
    if (option) box.value = option.value;
  } else if (box.type === "checkbox") box.checked = /^(1|x|y|yes|是|true|√)$/i.test(value);
  else box.value = value;
}
