/* Names for what Django's scripts and templates leave without one, so that a screen
   reader can say what is chosen: fields with search (select2), empty corners of a
   table, the search above a list. */
(() => {
  "use strict";
  const $ = window.django && window.django.jQuery;

  for (const corner of document.querySelectorAll(".tabular th:empty")) {
    corner.replaceWith(document.createElement("td"));
  }
  const search = document.querySelector("#searchbar");
  if (search) search.ariaLabel = search.form.querySelector("label img").alt;
  if (!$) return;

  const nameOf = (select) =>
    select.ariaLabel ?? select.labels[0].textContent.trim().replace(/:$/, "");

  const nameAll = (root) => {
    for (const select of root.querySelectorAll(".select2-hidden-accessible")) {
      const shown = select.nextElementSibling.querySelector("[role=combobox]");
      const field = shown.querySelector(".select2-search__field");
      const value = shown.querySelector("[role=textbox]");
      shown.ariaLabel = nameOf(select);
      if (field) field.ariaLabel = nameOf(select);
      if (!value) continue;
      // Its name, then what is chosen; which is no field of its own.
      shown.id = `${value.id}-named`;
      shown.setAttribute("aria-labelledby", `${shown.id} ${value.id}`);
      value.removeAttribute("role");
      value.removeAttribute("aria-readonly");
    }
  };

  // After Django's own script has made the fields: it asked to be called earlier.
  $(() => nameAll(document));
  document.addEventListener("formset:added", (event) => nameAll(event.target));
  $(document).on("select2:open", (event) => {
    const field = document.querySelector(".select2-dropdown .select2-search__field");
    if (field) field.ariaLabel = nameOf(event.target);
  });
})();
