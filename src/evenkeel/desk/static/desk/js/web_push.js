// The button of _web_push.html: asks the browser for a subscription and hands it to the desk, or ends it.
(async () => {
  const box = document.querySelector("[data-web-push]");
  const button = box?.querySelector("button");
  const told = box?.querySelector("[role=status]");
  if (!button) return;
  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!able) {
    told.textContent = "This browser cannot be pushed to. On an iPhone, put the desk on the home screen first.";
    return;
  }
  const worker = await navigator.serviceWorker.register("/sw.js");
  const draw = (on) => {
    button.hidden = false;
    button.textContent = on ? "Stop pushing to this browser" : "Push pages to this browser";
  };
  const send = async (path, words) => {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": box.dataset.csrf },
      body: JSON.stringify(words),
    });
    told.textContent = (await answer.json()).sentence;
    return answer.ok;
  };
  draw(await worker.pushManager.getSubscription());
  button.addEventListener("click", async () => {
    const old = await worker.pushManager.getSubscription();
    try {
      if (old) {
        await send("/web-push/removal/", { endpoint: old.endpoint });
        await old.unsubscribe();
      } else {
        const key = { userVisibleOnly: true, applicationServerKey: box.dataset.key };
        const fresh = await worker.pushManager.subscribe(key);
        if (!(await send("/web-push/subscriptions/", fresh.toJSON()))) await fresh.unsubscribe();
      }
    } catch {
      told.textContent = "The browser said no. Allow notifications for this page in its settings, then press again.";
    }
    draw(await worker.pushManager.getSubscription());
  });
})();
