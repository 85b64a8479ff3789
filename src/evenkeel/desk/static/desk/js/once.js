// A form marked data-once is sent once: a second press while it is on its way does nothing.
// The server does not rely on it: each such form carries its own key.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // A page that comes back from the browser's memory may be sent again.
  window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
});

// After a refusal the reader starts at the sentence that says why.
document.getElementById("refused")?.focus();
