/* A session that ran out is renewed in place: the request waits for the login dialog and is then sent again. */

import { say } from "./messages.js";

export class LoginDeclined extends Error {}

const setting = (name) => document.querySelector(`meta[name="portal-${name}"]`)?.content;
const tokenFields = () => document.querySelectorAll('input[name="csrfmiddlewaretoken"]');

let token = tokenFields()[0]?.value ?? "";
let login = null;

export const csrfToken = () => token;
export const userName = () => setting("user") ?? "";

export async function refreshToken() {
  const response = await fetch(setting("csrf"), { headers: { Accept: "application/json" } });
  const answer = await response.json();
  token = answer.token;
  for (const field of tokenFields()) field.value = token;
  return answer;
}

/* fetch, except that `request` is a function (the token may change) and that 401 and a stale token are answered here. */
export async function send(url, request, { tokenIsFresh = false } = {}) {
  const response = await fetch(url, request());
  if (response.status === 401) {
    await loginAgain();
    return send(url, request, { tokenIsFresh: true });
  }
  if (response.status === 403 && !tokenIsFresh) {
    await refreshToken();
    return send(url, request, { tokenIsFresh: true });
  }
  return response;
}

/* One dialog however many requests wait for it. */
export function loginAgain() {
  login ??= askForLogin().finally(() => (login = null));
  return login;
}

function askForLogin() {
  const dialog = document.getElementById("login-dialog");
  if (!dialog) {
    window.location.reload();
    return new Promise(() => {});
  }
  const form = dialog.querySelector("form");
  const fault = form.querySelector("[data-login-error]");
  const elsewhere = form.querySelector("a");
  const listening = new AbortController();
  fault.hidden = true;
  form.reset();
  dialog.showModal();
  form.elements.password.focus();

  return new Promise((resolve, reject) => {
    const complain = (sentence) => {
      fault.textContent = sentence;
      fault.hidden = false;
    };
    const finish = async () => {
      await refreshToken();
      await actAsBefore();
      resolve();
      dialog.close();
    };
    const on = (target, name, act) => target.addEventListener(name, act, { signal: listening.signal });

    on(form, "submit", async (event) => {
      event.preventDefault();
      try {
        const answer = await postLogin(form);
        if (answer.secondStep) {
          elsewhere.href = answer.secondStep;
          complain("此账号启用了两步验证，请点击“在新窗口登录”完成验证，然后点击“已在新窗口登录，继续”。");
        } else if (answer.error) {
          complain(answer.error);
          form.elements.password.select();
        } else {
          await finish();
        }
      } catch {
        complain("网络连接不上，请稍后再试。");
      }
    });
    on(form.querySelector("[data-login-done]"), "click", () =>
      finish().catch(() => complain("网络连接不上，请稍后再试。")),
    );
    on(dialog, "close", () => {
      listening.abort();
      reject(new LoginDeclined());
    });
  });
}

async function postLogin(form) {
  await refreshToken();
  const response = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
  });
  if (response.status === 429) return { error: "登录失败次数过多，请稍后再试。" };
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer.location?.includes("/2fa/") ? { secondStep: answer.location } : {};
  const fields = Object.values(answer.form?.fields ?? {}).flatMap((field) => field.errors);
  return { error: [...(answer.form?.errors ?? []), ...fields].join("") || "账号或密码不正确。" };
}

/* A new session starts with the default membership; the page was opened under another one, perhaps. */
async function actAsBefore() {
  const [url, membership] = [setting("acting-url"), setting("acting")];
  if (!url || !membership) return;
  await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ membership, next: "/" }),
    headers: { "X-CSRFToken": token },
    redirect: "manual",
  });
}

/* The same for what HTMX sends; its polls fail silently. */
export function watchRequests() {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token;
    if (event.detail.parameters.has?.("csrfmiddlewaretoken")) {
      event.detail.parameters.set("csrfmiddlewaretoken", token);
    }
  });
  document.addEventListener("htmx:responseError", async ({ detail }) => {
    const { requestConfig: sent, xhr } = detail;
    if (!sent.triggeringEvent || xhr.status === 409 || xhr.status === 422) return;
    if (xhr.status === 401) {
      await loginAgain().then(
        () => window.htmx.ajax(sent.verb, sent.path, { source: sent.elt, target: sent.target, values: values(sent) }),
        () => say("尚未登录，刚才的操作没有执行。"),
      );
    } else if (xhr.status === 403) {
      say("您当前的办理身份不能执行此操作，或者页面已过期。请刷新页面后再试。");
    } else {
      say(xhr.status === 404 ? "没有找到所需内容，可能已被移走。请刷新页面。" : "操作没有成功，请稍后重试。");
    }
  });
  document.addEventListener("htmx:sendError", ({ detail }) => {
    if (detail.requestConfig.triggeringEvent) say("网络连接不上，刚才的操作没有执行。");
  });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say("没有读取到通行密钥或安全密钥，请重试，或改用其他方式。");
  });
}

function values({ formData }) {
  formData.delete("csrfmiddlewaretoken");
  return Object.fromEntries([...new Set(formData.keys())].map((name) => [name, formData.getAll(name)]));
}
