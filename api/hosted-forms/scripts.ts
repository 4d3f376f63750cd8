/** In the form's own page: nobody needs it to fill in the form. It sends once, tells a frame's height and follows a redirect. */
export const formScript = `(() => {
  const form = document.querySelector('form');
  if (form) form.addEventListener('submit', (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = 'yes';
    const button = form.querySelector('button');
    if (button) button.setAttribute('aria-busy', 'true');
  });
  window.addEventListener('pageshow', () => { if (form) delete form.dataset.sent; });
  const focus = document.querySelector('[autofocus]');
  if (focus) focus.focus();
  if (window.parent === window) return;
  const tell = (message) => window.parent.postMessage({ cadenza: 'form', ...message }, '*');
  const height = () => tell({ height: document.documentElement.scrollHeight });
  new ResizeObserver(height).observe(document.body);
  height();
  const redirect = document.querySelector('[data-redirect]');
  if (redirect) tell({ redirect: redirect.href });
})();
`;

/** On somebody else's page: puts the form where the script stands and gives it the parameters of that page's address. */
export const embedScript = `(() => {
  const script = document.currentScript;
  if (!script || !script.dataset.form) return;
  const origin = new URL(script.src).origin;
  const address = new URL('/f/' + encodeURIComponent(script.dataset.form), origin);
  for (const [name, value] of new URLSearchParams(location.search)) if (address.href.length < 4000) address.searchParams.append(name, value);
  address.searchParams.set('embed', '1');
  address.searchParams.set('_url', location.href.slice(0, 1500));
  if (document.referrer) address.searchParams.set('_referrer', document.referrer.slice(0, 1500));
  const frame = document.createElement('iframe');
  frame.src = address.href;
  frame.title = script.dataset.title || 'Form';
  frame.style.cssText = 'width:100%;border:0;min-height:320px;color-scheme:light dark';
  script.insertAdjacentElement('afterend', frame);
  window.addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin || !event.data || event.data.cadenza !== 'form') return;
    if (typeof event.data.height === 'number') frame.style.height = Math.min(Math.max(event.data.height, 120), 20000) + 'px';
    if (typeof event.data.redirect === 'string' && /^https?:/.test(event.data.redirect)) location.assign(event.data.redirect);
  });
})();
`;
