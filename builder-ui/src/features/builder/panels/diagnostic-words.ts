import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '../../../../../domain/automation/validate/diagnostic.ts';

/** The translated sentence of a problem; the compiler's own English one where there is no translation. */
export function useDiagnosticWords(): (diagnostic: Diagnostic) => string {
  const { t } = useTranslation('builder');
  return useCallback((diagnostic) => t(`diagnostics.${diagnostic.code}`, { ...diagnostic.params, defaultValue: diagnostic.message }), [t]);
}
