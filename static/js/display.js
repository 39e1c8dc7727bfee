/* Colours and letters: the form is sent in the background and the page turns over at once, because a page that is loaded anew
   would lose what was typed. */

const night = window.matchMedia("(prefers-color-scheme: dark)");

export function watchDisplay() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-display]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    choose(form, event.submitter);
  }, { capture: true });
  night.addEventListener("change", announce);
  window.addEventListener("beforeprint", () => printing("light"));
  window.addEventListener("afterprint", () => printing(null));
}

function choose(form, button) {
  const body = new FormData(form);
  body.append(button.name, button.value);
  fetch(form.action, { method: "POST", body, redirect: "manual" });
  document.documentElement.dataset[button.name] = button.value;
  for (const other of form.querySelectorAll(`[name="${button.name}"]`)) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  const scheme = document.querySelector('meta[name="color-scheme"]');
  const { colours } = document.documentElement.dataset;
  scheme.content = colours === "auto" ? "light dark" : colours;
  announce();
}

/* Charts are drawn, so they take new colours only when told. */
function announce() {
  document.dispatchEvent(new CustomEvent("portal:display"));
}

let before = null;

function printing(colours) {
  const { dataset } = document.documentElement;
  if (colours) before ??= dataset.colours;
  dataset.colours = colours ?? before;
  if (!colours) before = null;
  announce();
}
