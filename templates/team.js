{% include "filter.js" %}
// What a reader does on the page. Without it every entry shows, and nothing that would need it.
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const rows = all(".dates tr[id]:not(.month)");
  const form = one("#filter");
  const fields = all("select", form);

  // In the page's own order of a day; the first of a French month is no mere number.
  const withDay = ({ said, first }, moment) => {
    const long = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
    const parts = new Intl.DateTimeFormat(document.documentElement.lang, long).formatToParts(moment);
    const called = ({ type, value }) => (type === "day" && value === "1" ? first : value);
    return parts.reduce((text, part) => text.replace(`{${part.type}}`, called(part)), said);
  };

  const endOf = (row) => Date.parse(one("time", row).dateTime) + 60_000 * row.dataset.minutes;

  // A timed entry is over at its end, wherever the reader is; one of a whole day when the reader's day is.
  const isAhead = (row, now) =>
    row.dataset.minutes ? endOf(row) > now : one("time", row).dateTime >= dayOf(now);

  const is = (row, ...names) => names.some((name) => row.classList.contains(name));

  const showSessions = (now) => {
    const list = one(".upcoming");
    if (!list) return;
    const next = rows.filter((row) => is(row, "session", "cancelled") && isAhead(row, now)).slice(0, 5);
    list.replaceChildren(
      ...next.map((row) => {
        const [item, title] = ["li", "span"].map((name) => document.createElement(name));
        const [day, link, topic] = ["time", "th > a", "th > p > bdi:first-child"].map((part) =>
          one(part, row)?.cloneNode(true),
        );
        title.append(link, ...(topic ? [" · ", topic] : []));
        item.append(day, title);
        item.className = row.className;
        return item;
      }),
    );
    list.hidden = !next.length;
    one("#sessions .over").hidden = next.length > 0;
  };

  // The team's own entries have no link in their rows, which are many: the title is the text before their session.
  const titleOf = (row) => {
    const link = one("th > a", row);
    const text = one("th", row).firstChild.textContent;
    return link ? link.textContent : one("th > span", row) ? text.slice(0, -3) : text.trim();
  };

  const task = (row, template) => {
    const item = template.content.firstElementChild.cloneNode(true);
    const [title, owner, documents] = all("div", item);
    item.firstElementChild.replaceWith(one("time", row).cloneNode(true));
    one("a", title).href = `#${row.id}`;
    one("a", title).textContent = titleOf(row);
    const of = one("th > span", row);
    if (of) title.append(" · ", of.cloneNode(true));
    const named = one("td:nth-child(3) > bdi", row);
    if (named) one("bdi", owner).textContent = named.textContent;
    documents.append(...[...(one(".doc", row)?.childNodes ?? [])].map((part) => part.cloneNode(true)));
    if (is(row, "session")) item.className = "session";
    return item;
  };

  // What is due on the reader's day; the lists in the page are those of the day that it names.
  const showDue = (now) => {
    const due = one("#due");
    const template = one("template", due);
    if (!template) return;
    const after = (days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
    const [today, soon, later] = [0, 7, 21].map((days) => dayOf(after(days)));
    const dayHere = (row) => {
      const written = one("time", row).dateTime;
      return written.length > 10 ? dayOf(new Date(written)) : written;
    };
    const open = rows.filter((row) => !is(row, "done", "moot", "cancelled")).map((row) => [dayHere(row), row]);
    const between = (from, end) => open.filter(([day]) => from <= day && day < end).map(([, row]) => row);
    const lists = { overdue: between("", today), this_week: between(today, soon), weeks_after: between(soon, later) };
    const lasts = { overdue: now, this_week: after(6), weeks_after: after(20) };
    const first = one(".as-of", due).dataset.first;
    const said = (part, day) => withDay({ said: part.dataset.said, first }, day);
    for (const part of all(".part", due)) {
      const most = one(".more", part)?.dataset.most ?? Infinity;
      const found = lists[part.dataset.part].slice(-most);
      part.hidden = !found.length;
      one("h3", part).textContent = said(one("h3", part), lasts[part.dataset.part]);
      one("ol", part).replaceChildren(...found.map((row) => task(row, template)));
    }
    const folded = one("details", due);
    const isFolded = lists.overdue.length > 5 && !rows.some((row) => is(row, "done"));
    if (isFolded === is(folded, "told")) folded.open = !isFolded;
    folded.classList.toggle("told", !isFolded);
    const count = one("summary", folded);
    count.textContent = count.dataset.said.replace("{number}", lists.overdue.length);
    const more = one(".more", folded);
    const others = Math.max(0, lists.overdue.length - more.dataset.most);
    more.hidden = !others;
    one("a", more).textContent = (others === 1 ? more.dataset.one : more.dataset.other).replace("{number}", others);
    const hint = one(".catch-up", folded);
    hint.textContent = hint.dataset.said.replace("{today}", today);
    const nothing = one(".nothing", due);
    const [sentence, next] = all("span", nothing);
    const [following] = open.filter(([day]) => day >= later);
    nothing.hidden = Object.values(lists).some((list) => list.length);
    sentence.textContent = said(sentence, after(20));
    next.hidden = !following;
    if (following) {
      const [day, row] = following;
      const [year, month, date] = day.split("-").map(Number);
      next.textContent = said(next, new Date(year, month - 1, date)).replace("{title}", () => titleOf(row));
    }
    one(".as-of", due).textContent = said(one(".as-of", due), now);
    showUnmade();
  };

  // How documents get their links is said where one that is named has none; what is folded names nothing.
  const showUnmade = () => {
    const hint = one("#due .unmade");
    if (!hint) return;
    const shown = all("#due li .doc").filter((place) => !place.closest("details:not([open])"));
    hint.hidden = !shown.some((place) => place.textContent.trim() && !one("a", place));
  };

  const showToday = () => {
    const now = new Date();
    showDue(now);
    showSessions(now);
  };

  // What most rows are is not written in them. An owner stands in its cell, by the name that the list has too.
  const has = (row, { name, value, selectedOptions }) => {
    if (name === "kind" && value === "sessions") return is(row, "session", "cancelled");
    if (name === "owner") {
      const said = one("td:nth-child(3)", row).textContent.trim();
      return said ? said === selectedOptions[0].textContent : value === "facilitator";
    }
    if (name === "audience") return (row.dataset.for ?? "team").split(" ").includes(value);
    return (row.dataset.kind ?? "task") === value;
  };

  const isWanted = (row) => fields.every((field) => !field.value || has(row, field));

  const showWanted = () => {
    for (const row of rows) row.hidden = !isWanted(row);
    for (const month of all(".dates tbody")) month.hidden = !one("tr:not(.month, [hidden])", month);
    const count = rows.filter((row) => !row.hidden).length;
    const said = one("#shown");
    said.textContent = said.dataset.said.replace("{shown}", count).replace("{total}", rows.length);
  };

  // What members see is shared by its address on their page.
  const addressOf = (row) => {
    const isForOthers = /participants|public/.test(row.dataset.for ?? "");
    return new URL(`${isForOthers ? "plan.html" : ""}#${row.id}`, location.href.replace(/[?#].*/, ""));
  };

  const copy = async (row) => {
    const said = one("#copied");
    said.textContent = "";
    let text = said.dataset.copied;
    try {
      await navigator.clipboard.writeText(addressOf(row).href);
    } catch {
      location.hash = row.id;
      text = said.dataset.not;
    }
    said.textContent = text.replace("{title}", () => titleOf(row));
  };

  const addCopyButtons = () => {
    for (const row of rows.filter((row) => is(row, "session"))) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = one("#copied").dataset.copy;
      button.setAttribute("aria-label", one("#copied").dataset.copyOf.replace("{title}", () => titleOf(row)));
      button.addEventListener("click", () => copy(row));
      const places = one(".do", row) ?? one("th", row).appendChild(document.createElement("div"));
      places.className = "do";
      places.append(button);
    }
  };

  one("#due details")?.addEventListener("toggle", showUnmade);
  // A page may stay open for days.
  document.addEventListener("visibilitychange", () => document.hidden || showToday());

  addCopyButtons();
  const { showTarget } = narrow({ form, fields, rows, heard: "change", showWanted });
  showToday();
  showTarget();
})();
