/* The question "what if": answered in place, without a jump of the page. Without this script the form opens the page anew. */

const query = (pairs) => new URLSearchParams([...pairs].filter(([, value]) => value !== "")).toString();

function address(form) {
  const asked = new URL(form.action);
  asked.hash = "";
  asked.search = query(new FormData(form));
  return asked;
}

export function start(element) {
  const form = element.querySelector("form");
  let last = 0;

  async function ask() {
    const mine = ++last;
    const asked = address(form);
    const answer = element.querySelector(".answer");
    answer.setAttribute("aria-busy", "true");
    const got = await fetch(asked, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!got.ok && got.status !== 422) return location.assign(asked);
    const page = new DOMParser().parseFromString(await got.text(), "text/html");
    if (mine !== last) return undefined;
    answer.replaceWith(document.adoptNode(page.querySelector("#what-if .answer")));
    for (const field of form.querySelectorAll(".together .field")) {
      const fresh = page.getElementById(field.querySelector("input, select").id)?.closest(".field");
      field.classList.toggle("is-wrong", Boolean(fresh?.classList.contains("is-wrong")));
      field.querySelector(".said")?.replaceWith(...(fresh?.querySelector(".said") ? [document.adoptNode(fresh.querySelector(".said"))] : []));
    }
    history.replaceState(null, "", `${asked}#what-if`);
    return undefined;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  form.addEventListener("change", ask);
  /* What was chosen before this script came, or stands there after a way back, is asked as well. */
  if (query(new FormData(form)) !== query(new URLSearchParams(location.search))) ask();
}
