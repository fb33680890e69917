/**
 * @file Puts on the theme that was chosen last, before anything is drawn, and says that scripts run.
 */
{
  const root = document.documentElement
  root.classList.add('scripts')
  try {
    const chosen = localStorage.getItem('medspan-theme')
    if (chosen === 'light' || chosen === 'dark') root.dataset.theme = chosen
  } catch {
    // A browser may forbid storage to files: then the system's theme it is.
  }
}
