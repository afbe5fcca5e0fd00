// What is next and what is past on the reader's day. Without it both are as of the day on which the page was made.
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // What has an hour is over at its end, wherever the reader is; what has none when the reader's day is.
  const isOver = (row, now) =>
    row.dataset.end ? new Date(row.dataset.end) <= now : one("time", row).dateTime.slice(0, 10) < dayOf(now);

  const fill = (block, row) => {
    const day = one("time", row).cloneNode();
    day.textContent = row.dataset.day;
    one("b", block).replaceChildren(day);
    for (const part of [".at", ".what", ".place"]) {
      one(part, block).replaceChildren(...[...one(part, row).childNodes].map((node) => node.cloneNode(true)));
    }
    one(".as-of", block).textContent = row.dataset.next;
  };

  const show = () => {
    const now = new Date();
    const sessions = all("#sessions .sessions tbody tr");
    const isHeld = (row) => !row.classList.contains("cancelled");
    const next = sessions.find((row) => isHeld(row) && !isOver(row, now));
    for (const row of sessions) row.removeAttribute("data-next");
    next?.setAttribute("data-next", one("#sessions .sessions").dataset.now);
    for (const row of [...sessions, ...all("#to_send tbody tr, #dates tbody tr")]) {
      row.classList.toggle("past", isHeld(row) && isOver(row, now));
    }
    // A theme may leave these out.
    const [block, noMore] = all("#sessions > .next, #sessions > .no-more");
    if (!noMore) return;
    block.hidden = !next;
    noMore.hidden = Boolean(next);
    if (next) fill(block, next);
  };

  // A page may stay open for days.
  document.addEventListener("visibilitychange", () => document.hidden || show());
  show();
})();
