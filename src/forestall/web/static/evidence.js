/* A form with a file: too large a file is told before anything is sent. */

export async function start(form) {
  const file = form.querySelector("input[type=file]");
  const most = Number(form.dataset.most);
  const said = document.createElement("p");
  said.className = "said late";
  said.setAttribute("role", "alert");
  file.closest(".field").append(said);
  const look = () => {
    const chosen = file.files[0];
    const large = Boolean(chosen) && chosen.size > most;
    said.textContent = large ? form.dataset.tooLarge.replace("{size}", (chosen.size / 2 ** 20).toFixed(1)) : "";
    file.setAttribute("aria-invalid", String(large));
    return large;
  };
  file.addEventListener("change", look);
  form.addEventListener("submit", (event) => {
    if (!look()) return;
    event.preventDefault();
    file.focus();
  });
  return true;
}
