/** Light or dark: as the system has it, until somebody chooses. The choice is kept on this machine. */

const KEY = "page.theme";

/** The theme chosen before: "light", "dark", or null for the system's. */
export function keptTheme() {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : null;
}

/** Which theme is seen when `theme` is chosen (null: the system's). */
export function seenTheme(theme) {
  return theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

/** Shows and keeps a theme; null goes back to the system's. */
export function applyTheme(theme) {
  if (theme === null) {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(KEY, theme);
    document.documentElement.dataset.theme = theme;
  }
}
