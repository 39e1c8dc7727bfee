/* No form loses what was typed into it: beside forms that save themselves (autosave.js), all that take text.

   Before such a form is sent, the session is asked for; if it has run out, the login dialog renews it in place and the
   form goes out then. What is typed is kept in this browser until a page of the portal has answered. What the server
   kept over a sign-in (typed_again.html) is put back into its form. */

import { LocalCopy, fill, offerCopy } from "./autosave.js";
import { settle } from "./copies.js";
import { element, say } from "./messages.js";
import { loginAgain, refreshToken, userName } from "./session.js";

const TEXT = "textarea, input:is([type=text], [type=search], [type=email], [type=url], [type=number]), input:not([type])";
const started = new WeakMap();

const saysNo = () => document.querySelector("#content .alert-danger[role=alert], meta[name=portal-failed]") !== null;
const isOurs = (form) =>
  form.method === "post" && userName() && form.dataset.autosave === undefined && !form.querySelector("[type=password]");

export function startCopies(root) {
  if (root === document && userName()) settle(userName(), { failed: saysNo() });
  for (const form of root.querySelectorAll("form")) {
    if (started.has(form) || !isOurs(form) || !form.querySelector("textarea")) continue;
    const copy = new LocalCopy(form);
    started.set(form, copy);
    if (!saysNo()) offerCopy(form, copy, () => reveal(form));
  }
}

export function watchTyped() {
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, ({ target }) => {
      const form = target.form;
      if (!form || !isOurs(form) || !(target.matches(TEXT) || target.type === "file")) return;
      form.dataset.typed = "";
      started.get(form)?.keep();
    });
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.dataset.typed === undefined || !isOurs(form)) return;
    if (form.dataset.probed !== undefined) {
      delete form.dataset.probed;
      started.get(form)?.keep({ sent: true });
      return;
    }
    event.preventDefault();
    if (form.dataset.probing !== undefined) return;
    form.dataset.probing = "";
    sendOnceSignedIn(form, event.submitter).finally(() => delete form.dataset.probing);
  });
}

async function sendOnceSignedIn(form, submitter) {
  let answer;
  try {
    answer = await refreshToken();
  } catch {
    say("网络连接不上，没有提交。您填写的内容还在本页，请稍后再试。");
    return;
  }
  if (!answer.signed_in) {
    try {
      await loginAgain();
    } catch {
      say("尚未登录，没有提交。您填写的内容还在本页。");
      return;
    }
  }
  form.dataset.probed = "";
  form.requestSubmit(submitter);
}

/* What was typed before the session ended, into the form that it was typed into. */
export function putBack() {
  const kept = document.getElementById("typed-again");
  if (!kept) return;
  const { action, fields } = JSON.parse(kept.textContent);
  const form = [...document.forms].find((one) => one.method === "post" && new URL(one.action).pathname === action);
  if (!form) return;
  const values = fields.filter(([name]) => form.elements[name]?.type !== "hidden");
  fill(form, values);
  form.dataset.typed = "";
  started.get(form)?.keep();
  reveal(form);
  kept.closest("[data-typed-again]").replaceWith(
    element("div", { class: "alert alert-info", role: "status" }, "登录过期前填写的内容已放回表单，还没有提交。请核对后提交；附件须重新选择。"),
  );
}

/* A form may stand in a folded part of the page, or behind the button of its question. */
function reveal(form) {
  const panel = form.closest("details[data-confirm-dialog]");
  if (panel) panel.querySelector("summary").click();
  for (let folded = form.closest("details:not([open])"); folded && folded !== panel; folded = folded.parentElement.closest("details:not([open])")) {
    folded.open = true;
  }
  form.querySelector("textarea")?.focus();
}
