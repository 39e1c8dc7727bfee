/* What the pages do beyond plain HTML. Every page works without it; see docs/look.md for the attributes it looks for. */

import { startAutosave } from "./autosave.js";
import { startCharts } from "./charts.js";
import { watchDialogs } from "./dialogs.js";
import { watchDisplay } from "./display.js";
import { watchForms } from "./forms.js";
import { startWorker } from "./installed.js";
import { watchKeys } from "./keys.js";
import { watchMenus } from "./menus.js";
import { watchRequests } from "./session.js";
import { startSteps, watchReveals } from "./steps.js";
import { putBack, startCopies, watchTyped } from "./typed.js";
import { startUploads } from "./uploads.js";

watchMenus();
watchDisplay();
watchDialogs();
watchForms();
watchRequests();
watchTyped();
watchKeys();

function start(root) {
  startAutosave(root);
  startCopies(root);
  startUploads(root);
  startCharts(root);
}

start(document);
startSteps();
watchReveals();
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
putBack();
startWorker();
document.querySelector("[data-error-summary]")?.focus();
