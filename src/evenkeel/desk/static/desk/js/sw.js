// Shows a push, and opens what it is about. It keeps nothing and stands between no page and its server.
self.addEventListener("push", (event) => {
  const word = event.data ? event.data.json() : {};
  const actions = word.acknowledge ? [{ action: "acknowledge", title: "I have it" }] : [];
  event.waitUntil(
    self.registration.showNotification(word.title || "Evenkeel", {
      body: word.body || "",
      tag: word.tag, // A repeat takes the place of the first.
      requireInteraction: actions.length > 0,
      actions,
      data: word,
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  const word = event.notification.data || {};
  event.notification.close();
  // The button opens the page with the one tap: what came of it should be seen, not guessed.
  const wanted = event.action === "acknowledge" ? word.acknowledge : word.url;
  event.waitUntil(self.clients.openWindow(wanted || "/"));
});
