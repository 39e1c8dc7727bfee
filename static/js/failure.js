/* On a page for a failure: what was just sent may not have arrived, so this browser keeps its copy. */

import { settle } from "./copies.js";

settle(null, { failed: true });
