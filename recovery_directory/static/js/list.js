/* The list follows a choice at once, and turns its pages, without loading anew; so what
   was chosen to compare or print stays chosen, also after Back. Without this file the
   form does it all, but what is chosen has to be on one page. */
"use strict";

(() => {
  const form = document.querySelector(".finder");
  const live = document.querySelector("[data-live]");
  if (!form || !live || !window.DOMParser) return;

  const PARTS = [".finder__crisis", ".facets", ".finder__results", ".take-along"];
  const OF_THIS_LIST =
    "link:is([rel=canonical], [rel=prev], [rel=next], [type='text/csv'], [type='application/json']), meta[name=description]";

  /* Entries of the history that this page made belong to one visit, which knows what
     was chosen; a visit that begins anew begins with nothing chosen. */
  const visit = history.state?.visit ?? `chosen-${Date.now()}`;
  let shown = location.pathname + location.search;
  let asked = null; // the request for the list that was chosen last

  const address = () => {
    const values = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(values).toString();
    return form.action + (query ? `?${query}` : "");
  };

  /* How to find an element again, in the place of which another was put. */
  const likeness = (element) => {
    if (element.name) {
      const value = element.type === "checkbox" ? `[value="${CSS.escape(element.value)}"]` : "";
      return `[name="${element.name}"]${value}`;
    }
    if (element.href) return `a[href="${CSS.escape(element.getAttribute("href"))}"]`;
    const facet = [...form.querySelectorAll(".facet")].indexOf(element.parentElement);
    return facet < 0 ? null : `.facet:nth-of-type(${facet + 1}) > summary`;
  };

  // What is chosen to compare or to print

  const boxes = () => [...document.querySelectorAll('[form="tray"]:checked')];
  const nameOf = (box) => {
    const label = box.closest("label");
    return (label.querySelector(".hidden") ?? label).textContent.trim();
  };
  const chosen = () => boxes().map((box) => [box.value, nameOf(box)]);

  /* A choice that the list does not show, as the tray shows it. */
  const kept = ([value, name]) => {
    const label = document.createElement("label");
    const box = document.createElement("input");
    label.className = "card__choose";
    Object.assign(box, { type: "checkbox", name: "organization", value, checked: true });
    box.setAttribute("form", "tray");
    label.append(box, name);
    return label;
  };

  /* Choose again what the list still shows; the tray keeps the rest, by name. */
  const choose = (choices) => {
    const gone = choices.filter(([value]) => {
      const box = document.querySelector(
        `.finder__results [form="tray"][value="${CSS.escape(value)}"]`,
      );
      if (box) box.checked = true;
      return !box;
    });
    document.querySelector(".tray__kept").replaceChildren(...gone.map(kept));
  };

  // Browsers may refuse to store anything: then a choice ends with its page.
  const stored = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  const remember = () =>
    stored(() => sessionStorage.setItem(visit, JSON.stringify(chosen())));
  const remembered = () => stored(() => JSON.parse(sessionStorage.getItem(visit))) ?? [];

  // Showing another list in the place of this one

  const replace = (page) => {
    const choices = chosen();
    const facets = () => [...form.querySelectorAll(".facet")];
    const before = facets().map((facet) => [
      facet.open,
      facet.querySelector(".facet__options").scrollTop,
    ]);
    for (const part of PARTS) {
      document.querySelector(part).replaceWith(page.querySelector(part));
    }
    for (const old of document.head.querySelectorAll(OF_THIS_LIST)) old.remove();
    document.head.append(...page.head.querySelectorAll(OF_THIS_LIST));
    document.title = page.title;
    choose(choices);
    facets().forEach((facet, index) => {
      const [open, scrolled] = before[index] ?? [facet.open, 0];
      facet.open = open;
      facet.querySelector(".facet__options").scrollTop = scrolled;
    });
  };

  /* The focus stays where it was; what is gone or hidden gives it to the results. */
  const focusAgain = (was) => {
    if (document.activeElement !== document.body) return;
    const again = was && form.querySelector(was);
    const canBe = again && again.getClientRects().length;
    (canBe ? again : document.querySelector("#results")).focus({ preventScroll: true });
  };

  /* Show the list at ``url``, which the form asks for; a link or the history may ask
     for other words, too (``isElsewhere``). */
  const show = async (url, { isElsewhere = false, isPast = false, isRead = false } = {}) => {
    asked?.abort();
    const mine = (asked = new AbortController());
    const target = new URL(url, location.href);
    const move = () => {
      shown = target.pathname + target.search;
      if (!isPast) history.pushState({ visit }, "", target);
    };
    try {
      const response = await fetch(target, {
        credentials: "same-origin",
        signal: mine.signal,
      });
      const text = await response.text();
      if (mine !== asked) return;
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(text, "text/html");
      const was = likeness(document.activeElement);
      replace(page);
      if (isElsewhere) form.elements.q.value = page.querySelector("#q").value;
      move();
      if (isRead) document.querySelector("#results").focus();
      else focusAgain(was);
      live.textContent = document.querySelector(".finder__crisis h2, #results").textContent;
    } catch {
      if (mine !== asked) return;
      // The browser says what is wrong; the entry in the history knows what was chosen.
      move();
      location.reload();
    }
  };

  form.addEventListener("change", (event) => {
    if (event.target.closest(".facets fieldset, .results__sort")) show(address());
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches('[form="tray"]')) remember();
  });
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const isOfTheList =
      link &&
      link.origin === location.origin &&
      link.pathname === location.pathname &&
      !link.hash;
    if (!isOfTheList || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href, { isElsewhere: true, isRead: true });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(address(), { isRead: Boolean(event.submitter?.closest(".facets")) });
  });
  // A link to a part of this page is an entry of the history, too, with the same list.
  window.addEventListener("popstate", () => {
    if (!history.state?.visit) history.replaceState({ visit }, "");
    if (location.pathname + location.search !== shown) {
      show(location.href, { isElsewhere: true, isPast: true });
    }
  });

  history.replaceState({ visit }, "");
  choose([...chosen(), ...remembered()]);
  remember();
})();
