{% include "filter.js" %}
// What a reader does on the page. Without it every row shows, in the order of the run.
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const body = one(".rows tbody");
  const rows = [...body.rows];
  const heads = all(".rows thead [data-key]");
  const form = one("#filter");
  const fields = all("input, select", form);
  const { lang } = document.documentElement;
  const collator = new Intl.Collator(lang, { numeric: true, sensitivity: "base" });
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’ʼ]/g, "'").toLocaleLowerCase(lang);
  const texts = new Map(rows.map((row) => [row, plain(row.textContent)]));
  // Of a community that cannot be read there are the name and what is wrong.
  const cellOf = (row, name) => {
    const at = heads.findIndex((head) => head.dataset.key === name);
    return row.classList.contains("unread") ? row.cells[{ community: 0, problems: 2 }[name]] : row.cells[at];
  };

  // By what rows are sorted: texts and days from the first on, numbers from the largest on. What is not known is last.
  const NUMBERS = new Set(["members", "done", "overdue", "problems", "clashes", "sessions"]);
  const numberIn = (text) => parseInt(text.replace(/\D/g, ""), 10);
  const keyOf = (name) => (row) => {
    const cell = cellOf(row, name);
    if (!cell) return "";
    if (name === "next") return Date.parse(one("time", cell)?.dateTime ?? "");
    const text = (one("summary, b", cell) ?? cell).textContent.trim();
    if (!NUMBERS.has(name)) return text;
    const [number, of = 1] = text.split("/").map(numberIn);
    return number / of;
  };
  const isUnknown = (key) => key === "" || Number.isNaN(key);

  const sort = (head, isDown) => {
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    const key = keyOf(head.dataset.key);
    const keyed = rows.map((row) => [key(row), row]);
    const compare = ([mine], [theirs]) => {
      if (isUnknown(mine) || isUnknown(theirs)) return isUnknown(mine) - isUnknown(theirs);
      const order = typeof mine === "string" ? collator.compare(mine, theirs) : mine - theirs;
      return isDown ? -order : order;
    };
    body.append(...keyed.sort(compare).map(([, row]) => row));
  };

  const sortNow = () => {
    const head = one("[aria-sort]");
    return head ? `${head.getAttribute("aria-sort") === "descending" ? "-" : ""}${head.dataset.key}` : "";
  };

  const has = (row, { name, value, selectedOptions }) => {
    if (name === "words") return plain(value).split(/\s+/).every((word) => texts.get(row).includes(word));
    if (name === "state") return row.classList.contains(value);
    if (name === "facilitator") return cellOf(row, name)?.textContent === selectedOptions[0].textContent;
    return (row.dataset[name] ?? "").split(" ").includes(value);
  };

  const showWanted = () => {
    const wanted = fields.filter((field) => field.value);
    for (const row of rows) row.hidden = !wanted.every((field) => has(row, field));
    const count = rows.filter((row) => !row.hidden).length;
    const said = one("#shown");
    const number = new Intl.NumberFormat(lang);
    said.textContent = said.dataset.said
      .replace("{shown}", number.format(count))
      .replace("{total}", number.format(rows.length));
  };

  const recallSort = (wanted) => {
    const [, down, key] = /^(-?)(\w+)$/.exec(wanted.get("sort") ?? "") ?? [];
    const head = heads.find((head) => head.dataset.key === key);
    if (head) sort(head, Boolean(down));
  };

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(head.firstChild.textContent.trim());
    head.firstChild.replaceWith(button);
    button.addEventListener("click", () => {
      const before = head.getAttribute("aria-sort");
      sort(head, before ? before === "ascending" : NUMBERS.has(head.dataset.key));
      remember();
    });
  }

  const { remember, showTarget } = narrow({
    form,
    fields,
    rows,
    heard: "input",
    showWanted,
    others: () => [["sort", sortNow()]],
    recallOthers: recallSort,
  });
  showTarget();
})();
