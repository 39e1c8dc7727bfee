/* A draft in steps (templates/drafting/steps.html): one at a time, and the address says which, so that Back leads back.

   A link to anything inside a step opens that step first. What matters only under a condition (data-shown-if, a
   selector) is shown once something on the page fits it, and as long as it holds something. */

export function startSteps() {
  const page = document.querySelector("[data-steps]");
  if (!page) return;
  const steps = [...page.querySelectorAll("[data-step]")];
  const marks = [...page.querySelectorAll("[data-step-state]")];
  const links = [...page.querySelectorAll("nav a")];
  let current = null;

  const targetOf = (hash) => (hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null);
  const stepOf = (hash) => targetOf(hash)?.closest("[data-step]") ?? null;

  const show = (step) => {
    current = step;
    for (const one of steps) one.hidden = one !== step;
    for (const link of links) {
      if (link.hash === `#${step.id}`) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
  };

  const arrive = () => {
    const target = targetOf(window.location.hash);
    const step = stepOf(window.location.hash);
    if (!step) return;
    if (step !== current) show(step);
    const place = target === step ? step.querySelector("h2") : target;
    (target === step ? page : target).scrollIntoView({ block: target === step ? "start" : "center" });
    place.focus({ preventScroll: true });
  };

  const count = () => {
    const faults = [...document.querySelectorAll('main [data-level="error"] a[href^="#"]')].map((link) => stepOf(link.hash));
    for (const mark of marks) {
      const missing = faults.filter((step) => step?.id === mark.dataset.stepState).length;
      mark.dataset.level = missing ? "error" : "ok";
      mark.textContent = missing ? `缺 ${missing} 项` : "已填";
    }
  };

  for (const [at, step] of steps.entries()) {
    const on = step.querySelector("[data-step-on]");
    if (on) [on.hash, on.textContent] = [`#${steps[at + 1].id}`, `下一步：${titleOf(steps[at + 1])}`];
    const back = step.querySelector("[data-step-back]");
    if (back) back.hash = `#${steps[at - 1].id}`;
  }
  page.dataset.started = "";
  const fault = document.querySelector('[data-error-summary] a[href^="#"]');
  show(stepOf(window.location.hash) ?? (fault && stepOf(fault.hash)) ?? steps[0]);

  window.addEventListener("hashchange", arrive);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    // The same address again is no change of it.
    if (link && stepOf(link.hash) && link.hash === window.location.hash) arrive();
  });
  document.addEventListener("htmx:afterSettle", count);
}

/* Fields that matter only under a condition, on any page. */
export function watchReveals() {
  const reveal = () => {
    for (const part of document.querySelectorAll("[data-shown-if]")) {
      part.hidden = !document.querySelector(part.dataset.shownIf) && !holdsSomething(part);
    }
  };
  if (!document.querySelector("[data-shown-if]")) return;
  reveal();
  for (const kind of ["input", "change", "htmx:afterSettle"]) document.addEventListener(kind, reveal);
}

function titleOf(step) {
  return step.querySelector("h2").textContent.replace(/^\d+\. /, "");
}

function holdsSomething(part) {
  if (part.querySelector(".files li")) return true;
  return [...part.querySelectorAll("input, select, textarea")].some((field) =>
    ["checkbox", "radio"].includes(field.type) ? field.checked : !["file", "hidden"].includes(field.type) && field.value.trim(),
  );
}
