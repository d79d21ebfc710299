/* The budget as a slider: the service works the plan out, the answer takes the place of the last one. */

const REST = 300; // ms

export function start(element) {
  const form = element.querySelector("form");
  const slide = element.querySelector("#slide");
  const said = element.querySelector("#slide-said");
  const typed = form.elements.namedItem("budget");
  const status = element.querySelector("#budget-said");
  const money = new Intl.NumberFormat(document.documentElement.lang, {
    style: "currency",
    currency: slide.dataset.currency,
    maximumFractionDigits: 0,
  });
  let latest = 0;
  let waiting = 0;

  function tell() {
    said.textContent = money.format(slide.value);
    typed.value = slide.value;
  }

  function asked() {
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) address.searchParams.append(name, value);
    return address;
  }

  /* A slider moved by keys stops at every step: only where it rests is worked out. */
  function askSoon() {
    clearTimeout(waiting);
    status.textContent = element.dataset.waits;
    waiting = setTimeout(ask, REST);
  }

  async function ask() {
    clearTimeout(waiting);
    const turn = ++latest;
    const address = asked();
    element.classList.add("is-busy");
    status.textContent = element.dataset.waits;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true", accept: "text/html" }, credentials: "same-origin" });
      if (turn !== latest) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const made = page.getElementById("answer");
      if (!made) throw new Error(answer.statusText);
      document.getElementById("answer").replaceWith(made);
      history.replaceState(null, "", address);
      status.textContent = page.getElementById("f-budget-said")?.querySelector("strong")?.textContent ?? element.dataset.done;
    } catch (error) {
      if (turn === latest) status.textContent = element.dataset.failed;
      console.warn(`plan: ${error.message}`);
    } finally {
      if (turn === latest) element.classList.remove("is-busy");
    }
  }

  /* Whoever comes near will ask: the simulation is made ready meanwhile. */
  function prepare() {
    fetch(asked(), { headers: { "HX-Request": "true", accept: "text/html" }, credentials: "same-origin" }).catch(() => {});
  }

  slide.addEventListener("pointerenter", prepare, { once: true });
  slide.addEventListener("focus", prepare, { once: true });
  slide.addEventListener("input", tell);
  slide.addEventListener("change", askSoon);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (typed.value.trim() !== "" && Number.isFinite(Number(typed.value))) {
      slide.value = typed.value;
      said.textContent = money.format(slide.value);
    }
    ask();
  });
}
