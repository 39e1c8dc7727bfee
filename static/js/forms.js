/* A form is sent once: its buttons rest while it is on its way. The server is safe against a double click anyway. */

const LONGEST_REST = 10_000;

export function watchForms() {
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.dataset.sending !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "";
    // After the browser has read which button was pressed.
    setTimeout(() => rest(form));
    // A download leaves the page where it is.
    setTimeout(() => wake(form), LONGEST_REST);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sending]")) wake(form);
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.requestConfig.verb !== "get") rest(detail.elt);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => wake(detail.elt));
}

function buttons(element) {
  if (element.matches("form")) return [...element.elements].filter((field) => field.type === "submit");
  return element.matches("button") ? [element] : [];
}

function rest(element) {
  for (const button of buttons(element)) {
    if (button.disabled) continue;
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
  }
}

function wake(element) {
  delete element.dataset.sending;
  for (const button of buttons(element)) {
    if (button.getAttribute("aria-busy") !== "true") continue;
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
}
