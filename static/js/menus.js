/* Menus are <details>: they close on Escape and on a click elsewhere. The phone's navigation opens in place. */

export function watchMenus() {
  const toggle = document.querySelector("[data-toggle-menu]");
  if (toggle) {
    const navigation = document.querySelector(toggle.getAttribute("href"));
    toggle.setAttribute("role", "button");
    toggle.setAttribute("aria-expanded", "false");
    toggle.setAttribute("aria-controls", navigation.id);
    toggle.addEventListener("click", (event) => {
      event.preventDefault();
      const open = navigation.toggleAttribute("data-open");
      toggle.setAttribute("aria-expanded", String(open));
    });
    toggle.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        toggle.click();
      }
    });
  }
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
