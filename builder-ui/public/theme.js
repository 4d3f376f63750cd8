// Runs before the first paint, so that a dark reader never sees a white flash. The rules are those of src/lib/preferences.ts.
(() => {
  let saved = {};
  try {
    saved = JSON.parse(localStorage.getItem('cadenza.preferences') ?? '{}');
  } catch {
    // A blocked or broken storage means the defaults.
  }
  const dark =
    saved.theme === 'dark' || (saved.theme !== 'light' && saved.theme !== 'contrast' && matchMedia('(prefers-color-scheme: dark)').matches);
  const root = document.documentElement;
  root.dataset.theme = saved.theme === 'contrast' ? 'contrast' : dark ? 'dark' : 'light';
  root.style.colorScheme = dark ? 'dark' : 'light';
})();
