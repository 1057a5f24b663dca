/* Hand-outs: the Print button, and a preview that follows the form. Without this file
   the form is sent by its own button, and the browser's print command prints. */
"use strict";

const show = (page) => {
  const focused = document.activeElement?.id;
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  if (focused) document.getElementById(focused)?.focus();
  start();
};

const follow = async (form) => {
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(address, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  history.replaceState(null, "", answer.url);
  show(page);
};

/* Whether somebody chose before this script came, or the browser brought it back. */
const isChanged = (form) =>
  [...form.elements].some((field) =>
    field.options
      ? field.selectedIndex !==
        Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
      : field.tagName === "INPUT" && field.value !== field.defaultValue,
  );

const start = () => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const form of document.querySelectorAll("form[data-preview]")) {
    form.addEventListener("change", () => follow(form));
    if (isChanged(form)) follow(form);
  }
};

start();
if (document.body.hasAttribute("data-print-now")) {
  const address = new URL(location.href);
  address.searchParams.delete("print");
  history.replaceState(null, "", address);
  document.fonts.ready.then(() => window.print());
}
