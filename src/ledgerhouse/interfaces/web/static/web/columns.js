// Which columns of a list are shown; the choice is kept in this browser, per list.
export function columns() {
  const card = document.querySelector("[data-list]");
  const menu = document.getElementById("columns");
  if (!card || !menu) return;
  const heads = [...card.querySelectorAll("th[data-column]")];
  const key = `house.columns.${card.dataset.list}`;
  const hidden = new Set(JSON.parse(localStorage.getItem(key) || "[]"));
  const draw = () => {
    heads.forEach((head) => {
      const off = hidden.has(head.dataset.column);
      card.querySelectorAll(`tr > :nth-child(${head.cellIndex + 1})`).forEach((cell) => (cell.hidden = off));
    });
  };
  menu.replaceChildren(
    ...heads.map((head) => {
      const label = document.createElement("label");
      label.className = "dropdown-item";
      const box = document.createElement("input");
      box.type = "checkbox";
      box.className = "form-check-input";
      box.checked = !hidden.has(head.dataset.column);
      box.addEventListener("change", () => {
        if (box.checked) hidden.delete(head.dataset.column);
        else hidden.add(head.dataset.column);
        if (hidden.size === heads.length) {
          hidden.delete(head.dataset.column);
          box.checked = true;
        }
        localStorage.setItem(key, JSON.stringify([...hidden]));
        draw();
      });
      label.append(box, head.textContent.trim());
      return label;
    }),
  );
  draw();
}
