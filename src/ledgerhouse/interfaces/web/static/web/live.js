// Parts of a page that follow what happens: what carries data-live hears "news" (for hx-trigger) soon after somebody has done something.
const SOON = 100;

export function live() {
  if (!document.querySelector("[data-live]") || !("EventSource" in window)) return;
  let stream = null;
  let waiting = 0;

  const tell = () => {
    waiting = 0;
    for (const part of document.querySelectorAll("[data-live]")) part.dispatchEvent(new CustomEvent("news"));
  };
  const soon = () => (waiting ||= setTimeout(tell, SOON));

  const open = () => {
    stream = new EventSource("/stream/");
    stream.addEventListener("stir", soon);
    stream.addEventListener("news", soon);
  };

  // a page nobody looks at keeps no line open; who comes back sees what has happened meanwhile
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
    } else if (!stream) {
      open();
      soon();
    }
  });
  window.addEventListener("pagehide", () => stream?.close());
  if (!document.hidden) open();
}
