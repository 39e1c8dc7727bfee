/* Forms with `data-autosave` save themselves.

   They are posted with `X-Autosave: 1` to `data-autosave`, or to their action if that is empty. The server answers
   {"saved_at", "version", "errors"?}; 409 {"merge": url} means that somebody else saved in between. What is typed is
   also kept in this browser until the server has it, so that no crash, outage or lost session loses it. */

import { clock, element, say } from "./messages.js";
import { LoginDeclined, csrfToken, send, userName } from "./session.js";

const QUIET = 1200;
const LONGEST_WAIT = 60_000;
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const started = new WeakSet();

export function startAutosave(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    if (!started.has(form)) {
      started.add(form);
      new Autosave(form);
    }
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave || form.action;
    this.copy = new LocalCopy(form);
    this.edits = 0;
    this.savedEdits = 0;
    this.failures = 0;
    this.stopped = false;
    this.status = document.querySelector(form.dataset.autosaveStatus || "[data-autosave-status]");

    // A field may stand beside its form (see steps.js).
    for (const kind of ["input", "change"]) {
      document.addEventListener(kind, ({ target }) => target.form === form && this.changed());
    }
    form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("online", () => this.unsaved && this.save());
    window.addEventListener("beforeunload", (event) => this.unsaved && !this.leaving && event.preventDefault());
    this.offerCopy();
  }

  get unsaved() {
    return this.edits !== this.savedEdits;
  }

  changed() {
    this.edits += 1;
    this.leaving = false;
    this.copy.keep();
    if (this.stopped) return;
    this.show("pending", "有修改，即将保存");
    this.saveIn(QUIET);
  }

  saveIn(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  /* Resolves to whether the server now has everything. */
  async save() {
    clearTimeout(this.timer);
    if (this.stopped) return false;
    if (this.saving) {
      await this.saving;
      return this.unsaved ? this.save() : true;
    }
    this.saving = this.post().finally(() => (this.saving = null));
    await this.saving;
    return !this.unsaved;
  }

  async post() {
    const edits = this.edits;
    this.show("saving", "正在保存…");
    let response;
    try {
      response = await send(this.url, () => this.request());
    } catch (error) {
      if (error instanceof LoginDeclined) {
        this.show("unsaved", "未保存：登录已过期。继续填写时可重新登录，内容暂存在本机。");
        return;
      }
      this.retry();
      return;
    }
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) this.saved(answer, edits);
    else if (response.status === 409) this.collided(answer?.merge);
    else if (response.status >= 500 || response.status === 429) this.retry();
    else this.stop("未保存：服务器没有接收。请刷新页面核对，内容暂存在本机。");
  }

  request() {
    return {
      method: "POST",
      body: new URLSearchParams(entries(this.form)),
      headers: { "X-Autosave": "1", "X-CSRFToken": csrfToken(), Accept: "application/json" },
      redirect: "manual",
    };
  }

  saved(answer, edits) {
    this.failures = 0;
    this.savedEdits = edits;
    if (this.form.elements.version && answer.version !== undefined) this.form.elements.version.value = answer.version;
    const wrong = this.mark(answer.errors ?? {});
    if (this.unsaved) {
      this.copy.keep();
      this.saveIn(QUIET);
      return;
    }
    const at = `已保存 ${clock(answer.saved_at)}`;
    if (wrong) {
      this.show("unsaved", `${at}，另有 ${wrong} 处填写有误，未保存`);
    } else {
      this.copy.drop();
      this.show("saved", at);
    }
    this.form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true, detail: answer }));
  }

  retry() {
    this.failures += 1;
    this.show("unsaved", "未保存，正在重试");
    this.saveIn(Math.min(1000 * 2 ** this.failures, LONGEST_WAIT));
  }

  stop(text) {
    this.stopped = true;
    clearTimeout(this.timer);
    this.show("conflict", text);
  }

  collided(merge) {
    if (!merge) {
      this.stop("未保存：办理状态已经变化。请刷新页面核对，内容暂存在本机。");
      return;
    }
    this.stop("未保存：其他人修改过");
    const link = element("a", { href: merge }, "对照两个版本");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.leaveForMerge(merge);
    });
    say("在您填写期间，其他人保存过这份材料。您填写的内容没有丢失，请对照后决定保留哪一份。", { actions: [" ", link] });
  }

  /* The server shows what it was sent last: send what was typed after the collision, too. */
  async leaveForMerge(merge) {
    await send(this.url, () => this.request()).catch(() => {});
    this.copy.drop();
    this.leaving = true;
    window.location.assign(merge);
  }

  /* What is typed reaches the server before the page is left, even if the session has run out. */
  async submit(event) {
    if (this.leaving || !this.unsaved || event.defaultPrevented) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    if (await this.save()) {
      this.copy.drop();
      this.leaving = true;
      this.form.requestSubmit(submitter);
    }
  }

  mark(errors) {
    for (const field of this.form.elements) {
      if (field.dataset.autosaveInvalid === undefined) continue;
      field.removeAttribute("aria-invalid");
      field.removeAttribute("data-autosave-invalid");
      if (field.nextElementSibling?.dataset.autosaveError !== undefined) field.nextElementSibling.remove();
    }
    for (const [name, sentences] of Object.entries(errors)) {
      const field = this.form.elements[name];
      if (!(field instanceof Element)) continue;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("data-autosave-invalid", "");
      const items = sentences.map((sentence) => element("li", {}, sentence));
      field.after(element("ul", { class: "errorlist", "data-autosave-error": "" }, ...items));
    }
    return Object.keys(errors).length;
  }

  show(state, text) {
    this.status?.replaceChildren(element("span", { "data-state": state }, text));
  }

  offerCopy() {
    offerCopy(this.form, this.copy, () => this.changed());
  }
}

/* What this browser kept of the form, to be put back or given up. */
export function offerCopy(form, copy, restored) {
  const kept = copy.read();
  if (!kept) return;
  const restore = element("button", { type: "button", class: "btn btn-sm btn-primary" }, "恢复");
  const discard = element("button", { type: "button", class: "btn btn-sm" }, "放弃");
  const offer = say(`本机留有 ${clock(kept.at)} 填写但没有保存的内容。`, {
    level: "info",
    actions: [" ", restore, " ", discard],
  });
  restore.addEventListener("click", () => {
    fill(form, kept.fields);
    offer.remove();
    restored();
  });
  discard.addEventListener("click", () => {
    copy.drop();
    offer.remove();
  });
}

/* The fields as last typed, in this browser only, under the address and the account. It keeps the version token that
   they were typed on, so that restoring them later collides instead of overwriting. */
export class LocalCopy {
  constructor(form) {
    this.form = form;
    this.key = `autosave:${userName()}:${window.location.pathname}#${form.id || new URL(form.action).pathname}`;
  }

  keep({ sent = false } = {}) {
    const fields = entries(this.form).filter(([name]) => name !== "csrfmiddlewaretoken");
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), fields, sent }));
    } catch {
      /* A full or forbidden store only means that there is no second copy. */
    }
  }

  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      if (kept && Date.now() - kept.at < KEPT_FOR) return kept;
      this.drop();
    } catch {
      this.drop();
    }
    return null;
  }

  drop() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      /* See keep. */
    }
  }
}

function entries(form) {
  return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}

export function fill(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken" || field.type === "file") continue;
    const kept = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = kept.includes(option.value);
    else if (kept.length) field.value = kept[0];
  }
}
