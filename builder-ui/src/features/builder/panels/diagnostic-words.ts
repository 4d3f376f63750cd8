import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '../../../../../domain/automation/validate/diagnostic.ts';

/** The translated sentence of a problem; the compiler's own English one where there is no translation. */
export function useDiagnosticWords(): (diagnostic: Diagnostic) => string {
  const { t, i18n } = useTranslation('builder');
  return useCallback(
    // The compiler's sentence may hold braces of its own, so it must not pass through the translator.
    (diagnostic) => {
      const key = `diagnostics.${diagnostic.code}`;
      return i18n.exists(key, { ns: 'builder' }) ? t(key, { ...diagnostic.params }) : diagnostic.message;
    },
    [t, i18n],
  );
}
