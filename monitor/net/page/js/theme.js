// Light, dark, or as the device says.

const KEPT = "rep-monitor theme";
const ALL = ["auto", "light", "dark"];

export function themed(button, changed) {
  const show = (theme) => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
    changed();
  };
  let theme = localStorage.getItem(KEPT);
  if (!ALL.includes(theme)) theme = "auto";
  button.addEventListener("click", () => {
    theme = ALL[(ALL.indexOf(theme) + 1) % ALL.length];
    localStorage.setItem(KEPT, theme);
    show(theme);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  show(theme);
}
