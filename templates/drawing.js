// Where the reader's day lies in the drawing of the year. Without it the drawing shows no day.
(() => {
  "use strict";
  const dayOf = (moment) =>
    [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

  const show = () => {
    const drawing = document.querySelector("#glance svg[data-first]");
    if (!drawing) return;
    const [from, to, at] = [drawing.dataset.first, drawing.dataset.end, dayOf(new Date())].map(Date.parse);
    const share = (at - from) / (to - from);
    const isWithin = share >= 0 && share < 1;
    const line = drawing.querySelector(".now");
    for (const side of ["x1", "x2"]) line.setAttribute(side, `${share * 100}%`);
    line.setAttribute("display", isWithin ? "inline" : "none");
    document.querySelector(".legend .today").hidden = !isWithin;
  };

  // A page may stay open for days.
  document.addEventListener("visibilitychange", () => document.hidden || show());
  show();
})();
