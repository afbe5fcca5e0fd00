// The form that narrows the rows of a page. The address keeps what is chosen: a bookmark shows the same rows again.
const narrow = ({ form, fields, rows, heard, showWanted, others = () => [], recallOthers = () => {} }) => {
  const remember = () => {
    const address = new URL(location.href);
    for (const [name, value] of [...fields.map(({ name, value }) => [name, value]), ...others()]) {
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
      const isKnown = !field.options || [...field.options].some((option) => option.value === value);
      field.value = isKnown ? value : "";
    }
    recallOthers(wanted);
    showWanted();
  };

  // A link leads to its row, even if that was filtered away.
  const showTarget = () => {
    const row = rows.find(({ id }) => [`#${id}`, encodeURI(`#${id}`)].includes(location.hash));
    if (!row?.hidden) return;
    for (const field of fields) field.value = "";
    remember();
    showWanted();
    row.scrollIntoView();
  };

  const show = () => {
    showWanted();
    remember();
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener(heard, show);
  form.addEventListener("reset", () => setTimeout(show));
  addEventListener("popstate", recall);
  addEventListener("hashchange", showTarget);
  form.hidden = false;
  recall();
  return { remember, showTarget };
};
