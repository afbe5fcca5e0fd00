// Where the reader's day lies in the drawing of the year. Without it the drawing shows no day.
(() => {
  "use strict";
  const field = document.querySelector(".drawing .field");
  if (!field) return;
  const flag = field.querySelector(".now");
  const show = () => {
    const [first, end, at] = [field.dataset.first, field.dataset.end, dayOf(new Date())].map(Date.parse);
    const share = (at - first) / (end - first);
    const isWithin = share >= 0 && share < 1;
    field.classList.toggle("at", isWithin);
    if (!isWithin) return;
    flag.setAttribute("x", `${share * 100}%`);
    // The flag stays within the drawing: at an edge it flies to the other side.
    const width = flag.querySelector("text").getComputedTextLength() + 12;
    const left = share < 0.12 ? 0 : share > 0.88 ? -width : -width / 2;
    flag.querySelector("rect").setAttribute("width", width);
    flag.querySelector("rect").setAttribute("x", left);
    flag.querySelector("text").setAttribute("x", left + width / 2);
  };

  // A page may stay open for days.
  document.addEventListener("visibilitychange", () => document.hidden || show());
  show();
})();
