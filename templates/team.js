// What a reader does on the page. Without it every entry shows, and nothing that would need it.
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const rows = all(".dates tbody tr");
  const form = one("#filter");
  const fields = all("select", form);

  const dayOf = (moment) =>
    [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

  // In the page's own order of a day; the first of a French month is no mere number.
  const withDay = ({ said, first }, moment) => {
    const long = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
    const parts = new Intl.DateTimeFormat(document.documentElement.lang, long).formatToParts(moment);
    const called = ({ type, value }) => (type === "day" && value === "1" ? first : value);
    return parts.reduce((text, part) => text.replace(`{${part.type}}`, called(part)), said);
  };

  // A timed entry is over at its end, wherever the reader is; one of a whole day when the reader's day is.
  const isAhead = (row, now) =>
    row.dataset.end ? new Date(row.dataset.end) > now : one("time", row).dateTime >= dayOf(now);

  const upcoming = (now) => {
    const ahead = rows.filter((row) => isAhead(row, now) && !row.classList.contains("moot"));
    const few = ahead.slice(0, 5);
    const isSession = (row) => row.classList.contains("session");
    return few.some(isSession) ? few : few.concat(ahead.slice(5).filter(isSession).slice(0, 1));
  };

  const showNext = () => {
    const now = new Date();
    const next = upcoming(now);
    one(".upcoming").replaceChildren(
      ...next.map((row) => {
        const [item, title] = ["li", "span"].map((name) => document.createElement(name));
        const [day, link, of] = ["time", "th > a", "th > span"].map((part) => one(part, row)?.cloneNode(true));
        title.append(link ?? one("th", row).firstChild.textContent, ...(of ? [" · ", of] : []));
        item.append(day, title);
        item.className = row.className;
        return item;
      }),
    );
    one(".upcoming").hidden = !next.length;
    one("#next .over").hidden = next.length > 0;
    for (const said of all("#next .as-of")) said.textContent = withDay(said.dataset, now);
  };

  // What most rows are is not written in them.
  const usual = { audience: "team", kind: "task", owner: "facilitator" };
  const has = (row, { name, value }) => {
    const its = row.dataset[name] ?? usual[name];
    return name === "audience" ? its.split(" ").includes(value) : its === value;
  };

  const isWanted = (row) => fields.every((field) => !field.value || has(row, field));

  const showWanted = () => {
    for (const row of rows) row.hidden = !isWanted(row);
    for (const month of all("#dates .of-month")) month.hidden = !one("tbody tr:not([hidden])", month);
    const count = rows.filter((row) => !row.hidden).length;
    const said = one("#shown");
    said.textContent = said.dataset.said.replace("{shown}", count).replace("{total}", rows.length);
  };

  const remember = () => {
    const address = new URL(location.href);
    for (const { name, value } of fields) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    try {
      history.replaceState(null, "", address);
    } catch {
      // Some browsers keep the address of a file as it is; the page is filtered all the same.
    }
  };

  const recall = () => {
    const wanted = new URL(location.href).searchParams;
    for (const field of fields) {
      const value = wanted.get(field.name) ?? "";
      field.value = [...field.options].some((option) => option.value === value) ? value : "";
    }
  };

  // A link leads to its entry, even if that was filtered away.
  const showTarget = () => {
    const row = rows.find(({ id }) => [`#${id}`, encodeURI(`#${id}`)].includes(location.hash));
    if (!row?.hidden) return;
    for (const field of fields) field.value = "";
    remember();
    showWanted();
    row.scrollIntoView();
  };

  const copy = async (button) => {
    const row = button.closest("tr");
    const address = new URL(`#${row.id}`, location.href);
    address.search = "";
    const said = one("#copied");
    said.textContent = "";
    let text = said.dataset.copied;
    try {
      await navigator.clipboard.writeText(address.href);
    } catch {
      location.hash = row.id;
      text = said.dataset.not;
    }
    said.textContent = text.replace("{title}", () => one("th > a", row).textContent);
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    showWanted();
    remember();
  });
  form.addEventListener("reset", () =>
    setTimeout(() => {
      showWanted();
      remember();
    }),
  );
  for (const button of all("button.copy")) {
    button.setAttribute("aria-label", `${button.textContent}: ${one("th > a", button.closest("tr")).textContent}`);
    button.addEventListener("click", () => copy(button));
    button.hidden = false;
  }
  addEventListener("popstate", () => {
    recall();
    showWanted();
  });
  addEventListener("hashchange", showTarget);
  // A page may stay open for days.
  document.addEventListener("visibilitychange", () => document.hidden || showNext());
  addEventListener("beforeprint", () => all("details").forEach((part) => (part.open = true)));

  form.hidden = false;
  recall();
  showWanted();
  showNext();
  showTarget();
})();
