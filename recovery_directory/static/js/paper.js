/* Hand-outs: the Print button, and a preview that follows the form. Without this file
   the form is sent by its own button, and the browser's print command prints. */
"use strict";

const PATIENCE = 20_000; // milliseconds

let asked = null; // the request for the sheet that was chosen last

/* Say how it stands with the sheet that the form asks for: "here", "coming" or
   "missing". Another than the chosen one is neither printed nor sent to anybody. */
const tell = (state) => {
  const isHere = state === "here";
  document.body.dataset.sheet = state;
  for (const button of document.querySelectorAll("[data-print]")) button.disabled = !isHere;
  for (const part of document.querySelectorAll(".sheets, .hand-over")) part.inert = !isHere;
  for (const words of document.querySelectorAll("[data-while]")) {
    words.hidden = words.dataset.while !== state;
  }
};

const show = (page) => {
  const focused = document.activeElement?.id;
  const canonical = "link[rel=canonical]";
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  document.querySelector(canonical)?.remove();
  document.head.append(...page.querySelectorAll(canonical));
  document.body.replaceWith(document.adoptNode(page.body));
  if (focused) document.getElementById(focused)?.focus();
  start();
};

/* Whether the form asks for another sheet than the one it came with: somebody chose, or
   the browser brought a choice back. */
const isChanged = (form) =>
  [...form.elements].some((field) =>
    field.options
      ? field.selectedIndex !==
        Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
      : field.tagName === "INPUT" && field.value !== field.defaultValue,
  );

/* Answers come in any order: whatever was asked before is dropped. */
const drop = () => {
  asked?.abort();
  asked = null;
};

const follow = async (form) => {
  drop();
  const mine = (asked = new AbortController());
  const late = setTimeout(() => mine.abort(), PATIENCE);
  tell("coming");
  try {
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address, { credentials: "same-origin", signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    // A refused choice comes with the form, too; a fault of the line or the site without.
    if (!page.querySelector("form[data-preview]")) throw new Error(answer.status);
    history.replaceState(history.state, "", answer.url);
    show(page);
  } catch {
    if (mine === asked) tell("missing");
  } finally {
    clearTimeout(late);
    if (mine === asked) asked = null;
  }
};

const start = () => {
  tell("here");
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const form of document.querySelectorAll("form[data-preview]")) {
    const followIfChanged = () => isChanged(form) && follow(form);
    // What is being typed is asked for once it is done; the sheet before it is not it.
    form.addEventListener("input", () => {
      drop();
      tell(isChanged(form) ? "coming" : "here");
    });
    form.addEventListener("change", followIfChanged);
    form.addEventListener("focusout", () => {
      if (!asked && document.body.dataset.sheet === "coming") followIfChanged();
    });
    followIfChanged();
  }
};

start();
if (document.body.hasAttribute("data-print-now")) {
  const address = new URL(location.href);
  address.searchParams.delete("print");
  history.replaceState(history.state, "", address);
  document.fonts.ready.then(() => {
    if (document.body.dataset.sheet === "here") window.print();
  });
}
