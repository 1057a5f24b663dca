/* The list follows a choice at once, and turns its pages, without loading anew; so what
   was chosen to compare or print stays chosen. Without this file the form does it all,
   but what is chosen has to be on one page. */
"use strict";

(() => {
  const form = document.querySelector(".finder");
  const live = document.querySelector("[data-live]");
  if (!form || !live || !window.DOMParser) return;
  let latest = 0;

  const address = () => {
    const values = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(values).toString();
    return form.action + (query ? `?${query}` : "");
  };

  const control = (element) =>
    element && element.name
      ? `[name="${element.name}"]` +
        (element.type === "checkbox" ? `[value="${CSS.escape(element.value)}"]` : "")
      : null;

  const chosen = () => [...document.querySelectorAll('[form="tray"]:checked')];

  /* Choose again what the list still shows; the tray keeps the rest, by name. */
  const keep = (boxes) => {
    const gone = boxes.filter((box) => {
      const again = document.querySelector(`.finder__results ${control(box)}`);
      if (again) again.checked = true;
      return !again;
    });
    const labels = gone.map((box) => {
      const label = box.closest("label");
      const name = (label.querySelector(".hidden") ?? label).textContent.trim();
      label.replaceChildren(box, name);
      return label;
    });
    document.querySelector(".tray__kept").replaceChildren(...labels);
  };

  const show = async (url) => {
    const mine = ++latest;
    const focused = control(document.activeElement);
    const open = [...form.querySelectorAll(".facet")].map((facet) => facet.open);
    try {
      const response = await fetch(url, { credentials: "same-origin" });
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine !== latest) return;
      const boxes = chosen();
      for (const part of [".finder__crisis", ".finder__facets", ".finder__results"]) {
        document.querySelector(part).replaceWith(page.querySelector(part));
      }
      keep(boxes);
      document.title = page.title;
      form.querySelectorAll(".facet").forEach((facet, index) => {
        facet.open = open[index] ?? facet.open;
      });
      history.pushState(null, "", url);
      if (focused) form.querySelector(focused)?.focus({ preventScroll: true });
      live.textContent = form.querySelector(".finder__crisis h2, #results").textContent;
    } catch {
      window.location.assign(url);
    }
  };

  form.addEventListener("change", (event) => {
    if (event.target.closest(".finder__facets fieldset, .results__sort")) {
      show(address());
    }
  });
  form.addEventListener("click", async (event) => {
    const link = event.target.closest(".pagination a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await show(link.href);
    const results = document.querySelector("#results");
    results.tabIndex = -1;
    results.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(address());
  });
  window.addEventListener("popstate", () => window.location.reload());
})();
