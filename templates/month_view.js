// The month that the reader looks at. Without it every month opens by itself.
(() => {
  "use strict";
  const view = document.querySelector(".month-view");
  const months = [...(view?.querySelectorAll("details") ?? [])];
  if (!months.length) return; // a theme may leave them out
  const turn = view.querySelector(".turn");
  const [before, after] = turn.querySelectorAll("button");
  const list = turn.querySelector("select");
  const keys = months.map((month) => month.dataset.month);

  const show = (at) => {
    months.forEach((month, its) => (month.open = its === at));
    list.selectedIndex = at;
    before.disabled = at === 0;
    after.disabled = at === months.length - 1;
  };

  const markToday = () => {
    const now = new Date();
    const key = dayOf(now).slice(0, 7);
    view.querySelector(".today")?.classList.remove("today");
    view.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const here = months[keys.indexOf(key)];
    const cells = [...(here?.querySelectorAll("td") ?? [])];
    const day = cells.find((cell) => Number(/\d+/.exec(cell.firstChild?.textContent)) === now.getDate());
    day?.classList.add("today");
    day?.setAttribute("aria-current", "date");
    return key;
  };

  list.replaceChildren(...months.map((month) => new Option(month.querySelector("summary").textContent)));
  list.addEventListener("change", () => show(list.selectedIndex));
  before.addEventListener("click", () => show(list.selectedIndex - 1));
  after.addEventListener("click", () => show(list.selectedIndex + 1));
  document.addEventListener("visibilitychange", () => document.hidden || markToday());
  const now = markToday();
  const next = keys.findIndex((key) => key >= now);
  show(next < 0 ? months.length - 1 : next);
  turn.hidden = false;
  view.classList.add("turned");
})();
