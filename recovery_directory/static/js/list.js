/* The list follows a choice at once, without loading the page anew. Everything it does
   the form does too, so without this file nothing is missing but the speed. */
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

  const show = async (url, { remember }) => {
    const mine = ++latest;
    const focused = control(document.activeElement);
    const open = [...form.querySelectorAll(".facet")].map((facet) => facet.open);
    try {
      const response = await fetch(url, { credentials: "same-origin" });
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine !== latest) return;
      for (const part of [".finder__facets", ".finder__results"]) {
        document.querySelector(part).replaceWith(page.querySelector(part));
      }
      document.title = page.title;
      form.querySelectorAll(".facet").forEach((facet, index) => {
        facet.open = open[index] ?? facet.open;
      });
      if (remember) history.pushState(null, "", url);
      if (focused) form.querySelector(focused)?.focus({ preventScroll: true });
      live.textContent = document.querySelector("#results").textContent;
    } catch {
      window.location.assign(url);
    }
  };

  form.addEventListener("change", (event) => {
    if (event.target.closest(".finder__facets fieldset, .results__sort")) {
      show(address(), { remember: true });
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(address(), { remember: true });
  });
  window.addEventListener("popstate", () => window.location.reload());
})();
