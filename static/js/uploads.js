/* Upload forms with `data-upload`: several files, one request each, with progress, retry, drag and drop and camera.

   Each file is posted as `files` with `X-Upload: 1`. The server answers with the whole file box
   (components/files.html), of which the list is taken, or with 422 {"errors": [...]}. */

import { element } from "./messages.js";
import { csrfToken, loginAgain } from "./session.js";

const started = new WeakSet();

export function startUploads(root) {
  for (const form of root.querySelectorAll("form[data-upload]")) {
    if (!started.has(form)) {
      started.add(form);
      new Uploads(form);
    }
  }
}

class Uploads {
  constructor(form) {
    this.form = form;
    this.box = document.querySelector(form.dataset.upload);
    this.list = form.querySelector(".uploads");
    this.queue = Promise.resolve();
    const picker = form.querySelector("input[name=files]");
    picker.required = false;
    form.querySelector(".drop-label").textContent = "选择文件";
    form.dataset.enhanced = "";
    for (const input of form.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => {
        this.add(input.files);
        input.value = "";
      });
    }
    form.querySelector("[data-camera]").hidden = !window.matchMedia("(pointer: coarse)").matches;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      picker.click();
    });
    this.acceptDrops();
  }

  acceptDrops() {
    const over = (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.form.dataset.over = "";
    };
    this.form.addEventListener("dragenter", over);
    this.form.addEventListener("dragover", over);
    this.form.addEventListener("dragleave", (event) => {
      if (!this.form.contains(event.relatedTarget)) delete this.form.dataset.over;
    });
    this.form.addEventListener("drop", (event) => {
      event.preventDefault();
      delete this.form.dataset.over;
      this.add(event.dataTransfer.files);
    });
  }

  add(files) {
    for (const file of files) {
      const note = element("span", { class: "upload-note" }, "等待上传");
      const bar = element("progress", { max: "1", value: "0", "aria-label": `${file.name}上传进度` });
      const row = element("li", {}, element("span", {}, file.name), note, bar);
      this.list.append(row);
      const fault = this.faultOf(file);
      if (fault) this.fail(file, { row, note, bar }, fault, { mayRetry: false });
      else this.enqueue(file, { row, note, bar });
    }
  }

  /* What the server would refuse anyway, said before anything is sent. */
  faultOf(file) {
    const most = Number(this.form.dataset.most);
    if (most && file.size > most) return `文件超过 ${Math.floor(most / 1024 / 1024)} MB，没有上传，请压缩后重新选择`;
    if (file.size === 0) return "空文件，没有上传";
    return "";
  }

  enqueue(file, shown) {
    this.queue = this.queue.then(() => this.upload(file, shown)).catch(() => {});
  }

  async upload(file, shown) {
    const { row, note, bar } = shown;
    delete row.dataset.failed;
    const answer = await this.post(file, (share) => {
      bar.value = share;
      note.textContent = share < 1 ? `${Math.floor(share * 100)}%` : "正在检查文件…";
    });
    if (answer.status === 401) {
      try {
        await loginAgain();
      } catch {
        this.fail(file, shown, "尚未登录，没有上传", { mayRetry: true });
        return;
      }
      await this.upload(file, shown);
    } else if (answer.status >= 200 && answer.status < 300) {
      this.takeList(answer.text);
      row.remove();
    } else {
      const mayRetry = answer.status === 0 || answer.status === 429 || answer.status >= 500;
      this.fail(file, shown, sentenceFor(answer), { mayRetry });
    }
  }

  /* Trying again is offered only where it can work: not for a file that is refused for what it is. */
  fail(file, shown, sentence, { mayRetry }) {
    const { row, note } = shown;
    const again = element("button", { type: "button", class: "btn btn-sm" }, "重试");
    const forget = element("button", { type: "button", class: "btn btn-sm" }, "取消");
    row.dataset.failed = "";
    note.replaceChildren(`${sentence} `, ...(mayRetry ? [again, " "] : []), forget);
    again.addEventListener("click", () => this.enqueue(file, shown));
    forget.addEventListener("click", () => row.remove());
  }

  /* XMLHttpRequest, since fetch cannot tell how far an upload is. */
  post(file, report) {
    const body = new FormData();
    body.append("files", file, file.name);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const finish = () => resolve({ status: request.status, text: request.responseText });
      request.open("POST", this.form.action);
      request.setRequestHeader("X-CSRFToken", csrfToken());
      request.setRequestHeader("X-Upload", "1");
      request.setRequestHeader("HX-Request", "true");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) report(event.loaded / event.total);
      });
      request.addEventListener("load", finish);
      request.addEventListener("error", finish);
      request.send(body);
    });
  }

  takeList(html) {
    const answered = new DOMParser().parseFromString(html, "text/html").querySelector("[data-files]");
    if (!answered) return;
    for (const field of answered.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = csrfToken();
    this.box.querySelector("[data-files]").replaceWith(document.adoptNode(answered));
    this.form.dispatchEvent(new CustomEvent("portal:uploaded", { bubbles: true }));
  }
}

function sentenceFor({ status, text }) {
  if (status === 0) return "网络中断，没有上传";
  if (status === 413) return "文件过大，没有上传";
  try {
    const { errors, error } = JSON.parse(text);
    return errors?.join("") || error || "没有上传成功";
  } catch {
    return status === 403 ? "没有权限或页面已过期，请刷新页面" : "没有上传成功";
  }
}
