/* Keys of a page that asks for them (data-keys): each presses what carries its letter in data-key; `?` shows which.

   They rest while one types, beside a control key, while a dialog is open, and where the reader has put them off. */

const OFF = "keys:off";

function areOff() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
}

export function watchKeys() {
  const page = document.querySelector("[data-keys]");
  if (!page) return;
  const help = page.querySelector("[data-keys-help]");
  const off = page.querySelector("[data-keys-off]");
  off.checked = areOff();
  off.addEventListener("change", () => {
    try {
      if (off.checked) localStorage.setItem(OFF, "");
      else localStorage.removeItem(OFF);
    } catch {
      /* A forbidden store only means that the choice holds for this page. */
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
    if (event.key === "?") {
      help.open = !help.open;
      help.querySelector("summary").focus();
      return;
    }
    if (off.checked) return;
    const pressed = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!pressed) return;
    event.preventDefault();
    pressed.click();
    pressed.closest("details")?.querySelector("form input:not([type=hidden]), form textarea")?.focus();
  });
}
