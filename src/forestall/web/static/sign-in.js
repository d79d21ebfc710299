/* What the page to sign in on runs: the passkey, and nothing that needs an account. */

import { start } from "/static/passkey.js";

for (const host of document.querySelectorAll("[data-act]")) start(host);
