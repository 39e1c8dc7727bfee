/* `/` goes to the search on every page. Keys of a page that asks for them (data-keys): each presses what carries its letter in data-key; `?` shows which.

   They rest while one types, beside a control key, while a dialog is open, and where the reader has put them off. */

const OFF = "keys:off";

function areOff() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
}

const isTyping = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const isTaken = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector("dialog[open]") || isTyping(event.target);

export function watchKeys() {
  for (const off of document.querySelectorAll("[data-keys-off]")) {
    off.checked = areOff();
    off.addEventListener("change", () => turn(off.checked));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || isTaken(event) || areOff()) return;
    const shown = (one) => one.offsetParent !== null;
    const box = [...document.querySelectorAll("main [data-search]"), ...document.querySelectorAll("[data-search]")].find(shown);
    const link = document.querySelector(".masthead-search-link");
    if (!box && !link) return;
    event.preventDefault();
    if (box) box.select();
    else link.click();
  });
  const page = document.querySelector("[data-keys]");
  if (!page) return;
  const help = page.querySelector("[data-keys-help]");
  document.addEventListener("keydown", (event) => {
    if (isTaken(event)) return;
    if (event.key === "?") {
      help.open = !help.open;
      help.querySelector("summary").focus();
      return;
    }
    if (areOff()) return;
    const pressed = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!pressed) return;
    event.preventDefault();
    pressed.click();
    pressed.closest("details")?.querySelector("form input:not([type=hidden]), form textarea")?.focus();
  });
}

function turn(off) {
  try {
    if (off) localStorage.setItem(OFF, "");
    else localStorage.removeItem(OFF);
  } catch {
    /* A forbidden store only means that the choice is not kept. */
  }
}
