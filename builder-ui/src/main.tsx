import '@blueprintjs/core/lib/css/blueprint.css';
import './app/theme/tokens.css';
import './app/theme/base.css';
import './app/theme/blueprint.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startI18n } from './app/i18n.ts';
import { startPreferences } from './lib/preferences.ts';

const preferences = startPreferences();
await startI18n(preferences.language);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
