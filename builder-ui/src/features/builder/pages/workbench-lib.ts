import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import type { Diagnostic } from '../../../../../domain/automation/validate/diagnostic.ts';
import type { TFunction } from 'i18next';
import { toast } from '../../../components/toaster.ts';
import type { Pasted } from '../clipboard/clipboard.ts';
import { nodeOf } from '../draft/graph.ts';

/** The wanted field, else the first of the panel; under 1024 px the panel needs a few frames to come in. */
export function focusField(selector: string, frames = 20): void {
  const panel = document.querySelector('.cz-inspector');
  if (panel === null) {
    if (frames > 0) requestAnimationFrame(() => focusField(selector, frames - 1));
    return;
  }
  const first =
    panel.querySelector<HTMLElement>('.cz-inspector-body :is(input, select, textarea)') ?? panel.querySelector<HTMLElement>('button');
  const field = selector === '' ? first : (panel.querySelector<HTMLElement>(selector) ?? first);
  field?.focus();
}

/** The step that a goto leads to, so that both light up together. */
export function gotoTargetOf(definition: AutomationDefinition, id: string): string | null {
  const target = nodeOf(definition, id)?.type === 'flow.goto' ? nodeOf(definition, id)?.config.target : undefined;
  return typeof target === 'string' && target !== '' ? target : null;
}

/** Errors and warnings by step; what is about the whole counts for the trigger. */
export function countsByStep(
  diagnostics: readonly Diagnostic[],
  trigger: string,
): ReadonlyMap<string, { errors: number; warnings: number }> {
  const counts = new Map<string, { errors: number; warnings: number }>();
  for (const one of diagnostics) {
    const id = one.nodeId ?? trigger;
    const count = counts.get(id) ?? { errors: 0, warnings: 0 };
    if (one.severity === 'error') count.errors += 1;
    else count.warnings += 1;
    counts.set(id, count);
  }
  return counts;
}

/** What of a pasted fragment could not be found here; silence when everything fits. */
export function sayPasted(pasted: Pasted, t: TFunction): void {
  const names = pasted.unresolved.map((one) => one.name).join(', ');
  if (pasted.otherSubject !== null) void toast(t('paste.otherSubject', { subject: t(`subjects.${pasted.otherSubject}`) }), 'warning');
  else if (names !== '') void toast(t('paste.unresolved', { names }), 'warning');
}
