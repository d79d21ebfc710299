/* What the pages to sign in on run: the passkey, the secret of a link; nothing that needs an account. */

import { start } from "/static/passkey.js";

for (const host of document.querySelectorAll("[data-act]")) start(host);

const behind = document.querySelector("[data-behind]");
if (behind && location.hash.length > 1) {
  behind.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}
