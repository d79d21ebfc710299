/* Checks a receipt in the browser: leaf hash, path to the root, signature of the checkpoint. Asks nobody but for the file.

   Formats: c2sp.org/tlog-proof, tlog-checkpoint, signed-note; RFC 6962, 2.1 and RFC 9162, 2.1.3.2. */

const ED25519 = 1;
const FIRST = "c2sp.org/tlog-proof@v1";
const utf8 = new TextEncoder();

class NotShown extends Error {}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function sha256(data) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** A receipt, taken apart; nothing in it is believed yet. */
export function read(text) {
  const [above, ...rest] = text.split("\n\n");
  const lines = above.split("\n");
  if (lines.shift() !== FIRST || rest.length < 2) throw new NotShown("this file is no receipt");
  const extra = lines[0]?.startsWith("extra ") ? bytes(lines.shift().slice(6)) : new Uint8Array();
  if (!/^index \d+$/.test(lines[0] ?? "")) throw new NotShown("no line with the entry's number");
  const index = Number(lines.shift().slice(6));
  const note = rest.slice(0, -1).join("\n\n") + "\n";
  const signatures = rest.at(-1).split("\n").filter(Boolean).map((line) => {
    const [dash, name, data] = line.split(" ");
    if (dash !== "—") throw new NotShown("a signature line is none");
    return { name, id: bytes(data).slice(0, 4), signature: bytes(data).slice(4) };
  });
  const [origin, size, root] = note.split("\n");
  return { entry: extra, index, proof: lines.map(bytes), note, origin, size: Number(size), root: bytes(root), signatures };
}

/** The root to which an entry's path leads (RFC 9162, 2.1.3.2). */
async function rootOf(entry, index, size, proof) {
  if (index >= size) throw new NotShown("the entry lies beyond the checkpoint");
  let hash = await sha256(joined([0], entry));
  let fn = index;
  let sn = size - 1;
  for (const other of proof) {
    if (sn === 0) throw new NotShown("the path is too long");
    if (fn % 2 === 1 || fn === sn) {
      hash = await sha256(joined([1], other, hash));
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else {
      hash = await sha256(joined([1], hash, other));
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  if (sn !== 0) throw new NotShown("the path is too short");
  return hash;
}

/** Keys `NAME+ID+KEY`, a line each, whose id is that of the key. */
async function keysOf(text) {
  const found = [];
  for (const line of text.split("\n").map((each) => each.trim()).filter(Boolean)) {
    const [name, id, ...rest] = line.split("+");
    const data = bytes(rest.join("+"));
    const digest = await sha256(joined(utf8.encode(`${name}\n`), data));
    const said = [...digest.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (said !== id) throw new NotShown(`the key of ${name} does not have the id ${id}`);
    found.push({ name, id: digest.slice(0, 4), kind: data[0], key: data.slice(1) });
  }
  return found;
}

async function signer(receipt, keys) {
  let left = 0;
  for (const key of keys) {
    const line = receipt.signatures.find((each) => each.name === key.name && same(each.id, key.id));
    if (!line) continue;
    if (key.kind !== ED25519) {
      left += 1;
      continue;
    }
    const known = await crypto.subtle.importKey("raw", key.key, { name: "Ed25519" }, false, ["verify"]);
    if (!(await crypto.subtle.verify({ name: "Ed25519" }, known, line.signature, utf8.encode(receipt.note)))) {
      throw new NotShown(`the signature of ${key.name} is false`);
    }
    return key.name;
  }
  throw new NotShown(left ? "the only signatures by these keys are of a kind that this browser cannot check" : "no signature by one of these keys");
}

/** What a receipt shows under some keys; throws when it shows nothing. */
export async function verify(text, keys) {
  const receipt = read(text);
  const root = await rootOf(receipt.entry, receipt.index, receipt.size, receipt.proof);
  if (!same(root, receipt.root)) throw new NotShown("the entry and its path do not lead to the signed root");
  if (receipt.origin !== receipt.signatures[0]?.name && !keys.includes(`${receipt.origin}+`)) throw new NotShown("the checkpoint is not of the ledger whose keys these are");
  return { ...receipt, by: await signer(receipt, await keysOf(keys)) };
}

function say(where, good, text, content) {
  where.replaceChildren();
  const line = document.createElement("p");
  line.className = `told is-${good ? "done" : "failed"}`;
  line.textContent = `${good ? "✓" : "✗"} ${text}`;
  where.append(line);
  if (content) {
    const body = document.createElement("pre");
    body.textContent = content;
    where.append(body);
  }
}

export function start(element) {
  const said = element.querySelector("[data-said]");
  const form = element.querySelector("form");
  async function check(data, keys) {
    try {
      const found = await verify(data, keys);
      const told = element.dataset.shown.replace(/\{(index|origin|size)\}/g, (_, name) => found[name]);
      say(said, true, `${told} (${found.by})`, new TextDecoder().decode(found.entry));
    } catch (error) {
      say(said, false, `${element.dataset.notShown} ${error.message}`);
    }
  }
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = form.elements.file.files[0];
    if (file) await check(await file.text(), form.elements.keys.value);
  });
  element.querySelector("[data-verify]")?.addEventListener("click", async () => {
    const answer = await fetch(element.dataset.receipt);
    await check(await answer.text(), element.querySelector("[data-keys]").value);
  });
  for (const hidden of element.querySelectorAll(".drawn")) hidden.hidden = false;
}
