/* Sentences for the user, in the page's live region or in an element of one's own. */

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function say(sentence, { level = "danger", actions = [] } = {}) {
  const icon = level === "danger" ? "ti-alert-circle" : "ti-info-circle";
  const alert = element(
    "div",
    { class: `alert alert-${level}`, "data-said": "", ...(level === "danger" ? { role: "alert" } : {}) },
    element("i", { class: `ti ${icon} alert-icon`, "aria-hidden": "true" }),
    element("div", {}, sentence, ...actions),
  );
  const place = document.getElementById("messages");
  for (const said of place.querySelectorAll("[data-said]")) said.remove();
  place.append(alert);
  if (level === "danger") alert.scrollIntoView({ block: "nearest" });
  return alert;
}

export function clock(moment) {
  return new Date(moment).toLocaleTimeString("zh-CN", {
    timeZone: "Asia/Shanghai",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
}
