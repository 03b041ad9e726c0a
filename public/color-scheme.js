// zod asks once whether it may compile code; the page's policy says no, so it need not ask.
globalThis.__zod_globalConfig = { jitless: true };

// Runs before the first paint. "auto" cannot be decided on the server, so the page asks the system here.
(function () {
  var root = document.documentElement;
  if (root.dataset.scheme !== "auto") return;
  var isDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  root.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");
})();
