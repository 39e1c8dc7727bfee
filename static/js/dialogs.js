/* Questions before an act, as modal dialogs. Without scripts the same form unfolds in the page. */

import { element } from "./messages.js";

export function watchDialogs() {
  document.addEventListener("click", (event) => {
    const summary = event.target.closest("details[data-confirm-dialog] > summary");
    if (summary) {
      event.preventDefault();
      openPanel(summary.parentElement);
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.confirmed !== undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form.dataset.confirm).then((agreed) => {
      if (!agreed) return;
      form.dataset.confirmed = "";
      form.requestSubmit(event.submitter);
      delete form.dataset.confirmed;
    });
  }, { capture: true });
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question).then((agreed) => agreed && event.detail.issueRequest(true));
  });
}

/* The panel of a components/confirm.html, borrowed by a dialog until it closes. */
function openPanel(details) {
  const panel = details.querySelector(".confirm-panel");
  const cancel = panel.querySelector("[data-dialog-close]");
  const dialog = element("dialog", { class: "dialog", "aria-label": details.querySelector("summary").textContent.trim() }, panel);
  const close = () => dialog.close();
  cancel.hidden = false;
  cancel.addEventListener("click", close);
  dialog.addEventListener("close", () => {
    cancel.removeEventListener("click", close);
    details.append(panel);
    dialog.remove();
    details.querySelector("summary").focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function ask(question) {
  const agree = element("button", { class: "btn btn-primary", value: "yes" }, "确定");
  const refuse = element("button", { class: "btn", value: "" }, "取消");
  const dialog = element(
    "dialog",
    { class: "dialog", "aria-label": "请确认" },
    element(
      "form",
      { method: "dialog" },
      element("p", { class: "confirm-question" }, question),
      element("div", { class: "dialog-actions" }, agree, refuse),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
