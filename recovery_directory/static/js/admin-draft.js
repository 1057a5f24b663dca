/* Keeps what a curator types in the browser, so that a login that ran out loses nothing.

   A draft belongs to one person and one address. It is offered when that form is opened
   again, and thrown away when the form was saved, when the person logs out, or after a
   week. The words of the offer stand in the page (admin/includes/draft.html). */
(() => {
  "use strict";
  const WEEK = 7 * 24 * 60 * 60 * 1000;
  const SENT = "admin-draft-sent";
  const user = document.currentScript.dataset.user;
  const mine = `admin-draft:${user}:`;
  const key = mine + location.pathname;
  const $ = window.django && window.django.jQuery;
  let isClosed = false; // while nothing is to be kept

  // Browsers may refuse to store anything: then there are no drafts, and no errors.
  function stored(act) {
    try {
      return act();
    } catch {
      return null;
    }
  }
  const read = (name) => stored(() => JSON.parse(localStorage.getItem(name)));
  const forget = (name) => stored(() => localStorage.removeItem(name));
  const drafts = () => stored(() => Object.keys(localStorage).filter((name) => name.startsWith("admin-draft:"))) || [];

  for (const name of drafts()) {
    const draft = read(name);
    if (!draft || Date.now() - draft.at > WEEK) forget(name);
  }
  const sent = stored(() => sessionStorage.getItem(SENT));
  if (sent && document.querySelector(".messagelist .success")) {
    forget(sent);
    stored(() => sessionStorage.removeItem(SENT));
  }
  document.getElementById("logout-form")?.addEventListener("submit", () => {
    isClosed = true;
    drafts().filter((name) => name.startsWith(mine)).forEach(forget);
  });

  const offer = document.getElementById("draft");
  const form = offer?.closest("form");
  if (!user || !form || new URLSearchParams(location.search).has("_popup")) return;

  function isKept(field) {
    return field.name && field.name !== "csrfmiddlewaretoken" && !["submit", "button", "file", "password"].includes(field.type);
  }

  /* What the form holds: names with their values, and the words of searched choices. */
  function typed() {
    const values = {};
    const words = {};
    for (const field of form.elements) {
      if (!isKept(field)) continue;
      values[field.name] ??= [];
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.checked) values[field.name].push(field.value);
      } else if (field.tagName === "SELECT") {
        for (const option of field.selectedOptions) {
          values[field.name].push(option.value);
          if (field.classList.contains("admin-autocomplete")) words[option.value] = option.text;
        }
      } else {
        values[field.name].push(field.value);
      }
    }
    return { values, words };
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const hasErrors = Boolean(document.querySelector("#content .errornote"));
  const shown = typed().values;
  let timer = null;

  function keep(more = {}) {
    clearTimeout(timer);
    timer = null;
    if (isClosed) return;
    const now = typed();
    if (!hasErrors && same(now.values, shown)) {
      if (!more.sent) forget(key);
      return;
    }
    const draft = { at: Date.now(), version: Number(offer.dataset.version), ...now, ...more };
    stored(() => localStorage.setItem(key, JSON.stringify(draft)));
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(keep, 400);
  }

  /* Make the rows of each list as many as the draft has. */
  function fitRows(values) {
    for (const [name, [total]] of Object.entries(values)) {
      const prefix = name.match(/^(.+)-TOTAL_FORMS$/)?.[1];
      const field = prefix && form.elements[name];
      if (!field) continue;
      const add = form.querySelector(`#${prefix}-group .add-row a`);
      for (let left = total - field.value; add && left > 0; left--) add.click();
      for (let number = Number(total); number < field.value; number++) {
        document.getElementById(`${prefix}-${number}`)?.remove();
      }
    }
  }

  function bringBack({ values, words }) {
    fitRows(values);
    const left = structuredClone(values);
    for (const field of form.elements) {
      if (!isKept(field) || !(field.name in left)) continue;
      const wanted = left[field.name];
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = wanted.includes(field.value);
      } else if (field.tagName === "SELECT") {
        for (const value of wanted) {
          const isThere = [...field.options].some((option) => option.value === value);
          if (!isThere) field.add(new Option(words[value] ?? value, value));
        }
        for (const option of field.options) option.selected = wanted.includes(option.value);
        if ($) $(field).trigger("change");
      } else {
        field.value = wanted.shift() ?? field.value;
      }
    }
  }

  function close(part) {
    isClosed = false;
    offer.querySelector("[data-draft=offer]").hidden = true;
    offer.querySelector(`[data-draft=${part}]`).hidden = false;
  }

  const draft = read(key);
  const wasSaved = draft?.sent && offer.dataset.by === user && Number(offer.dataset.version) > draft.version;
  if (draft && !hasErrors) {
    if (wasSaved || same(draft.values, shown)) {
      forget(key);
    } else {
      isClosed = true;
      offer.querySelector("time").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang);
      offer.querySelector("[data-draft=offer]").hidden = false;
      offer.addEventListener("click", ({ target }) => {
        if (target.name === "bring-back") {
          bringBack(draft);
          close("brought-back");
          keep();
        } else if (target.name === "throw-away") {
          forget(key);
          close("thrown-away");
        }
      });
    }
  }

  form.addEventListener("input", soon);
  // The admin's own choices tell of a change to jQuery alone.
  if ($) $(form).on("change", soon);
  else form.addEventListener("change", soon);
  document.addEventListener("formset:added", soon);
  document.addEventListener("formset:removed", soon);
  addEventListener("pagehide", () => timer && keep());
  form.addEventListener("submit", () => {
    keep({ sent: true });
    stored(() => sessionStorage.setItem(SENT, key));
  });
})();
