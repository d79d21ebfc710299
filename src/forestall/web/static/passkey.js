/* Passkeys (W3C WebAuthn level 2): add one, sign in with one, sign the change of a label with one. */

const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const bytes = (base64url) => Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const listed = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

async function sent(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body ?? {}),
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.detail || told.title || answer.statusText);
  return told;
}

/** What the service asks of the browser, with bytes where JSON has text. */
function asked(options) {
  const found = { ...options, challenge: bytes(options.challenge) };
  if (options.user) found.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) found.excludeCredentials = listed(options.excludeCredentials);
  if (options.allowCredentials) found.allowCredentials = listed(options.allowCredentials);
  return found;
}

/** What the passkey answered, as JSON. */
function answered(key) {
  const response = { clientDataJSON: text(key.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = text(key.response[name]);
  }
  return { id: key.id, rawId: text(key.rawId), type: key.type, response };
}

const used = async (options) => answered(await navigator.credentials.get({ publicKey: asked(options) }));

async function add(form) {
  const { ticket, options } = await sent("/v1/me/passkeys/options");
  const key = await navigator.credentials.create({ publicKey: asked(options) });
  await sent("/v1/me/passkeys", { ticket, answer: answered(key), name: form.elements.passkey.value });
  location.reload();
}

async function enter(host) {
  const { ticket, options } = await sent("/sign-in/passkey/options");
  await sent("/sign-in/passkey", { ticket, answer: await used(options) });
  location.assign(host.dataset.next);
}

async function sign(host, form) {
  const wanted = { label: form.elements.label.value, reason: form.elements.reason.value };
  const path = `/v1/signals/${host.dataset.signal}/label`;
  const { ticket, options } = await sent(`${path}/challenge`, wanted);
  await sent(path, { ...wanted, ticket, answer: await used(options) });
  location.assign(`/admin/labels?signal=${host.dataset.signal}`);
}

export function start(host) {
  if (!window.PublicKeyCredential) return;
  const said = host.querySelector("[data-said]");
  const guarded = (act) => async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      await act();
    } catch (error) {
      said.textContent = `${host.dataset.failed} ${error.message}`;
    }
  };
  const form = host.querySelector("form");
  if (host.dataset.act === "add") {
    form.addEventListener("submit", guarded(() => add(form)));
  } else if (host.dataset.act === "enter") {
    host.querySelector("[data-passkey]").addEventListener("click", guarded(() => enter(host)));
  } else {
    const lower = host.dataset.lower.split(" ");
    form.addEventListener("submit", (event) => {
      if (lower.includes(form.elements.label.value)) guarded(() => sign(host, form))(event);
    });
  }
  for (const hidden of host.querySelectorAll("[data-passkey]")) hidden.hidden = false;
}
