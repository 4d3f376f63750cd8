import { useMemo, useRef } from 'react';
import type { Words } from '../sentences/words.ts';
import type { EdgeWords } from './edge-layer.tsx';
import type { Drawing } from './step-view.ts';

/** Words on lines. They read the newest drawing, and change identity only when some word could differ. */
export function useEdgeWords(drawing: Drawing, words: Words): EdgeWords {
  const signature = drawing.layout.order
    .map((id) => `${id}${drawing.views.get(id)?.name ?? ''}${[...(drawing.views.get(id)?.labels.values() ?? [])].join()}`)
    .join();
  const newest = useRef(drawing);
  newest.current = drawing;
  return useMemo(() => {
    const view = (id: string) => newest.current.views.get(id);
    const step = (id: string) => {
      const found = view(id);
      if (found === undefined) return words.t('gone.step');
      return found.number === 0 ? words.t('verbs.trigger') : words.t('names.step', { number: found.number });
    };
    const outcome = (from: string, name: string) => view(from)?.labels.get(name) ?? outcomeWords(words, view(from)?.type ?? '', name);
    const several = (id: string) => newest.current.layout.edges.filter((edge) => edge.from === id).length > 1;
    return {
      outcome,
      insertAfter: (from, name) =>
        several(from)
          ? words.t('canvas.insertBranch', { step: step(from), branch: outcome(from, name) })
          : words.t('canvas.insertAfter', { step: step(from) }),
      insertBefore: (id) => words.t('canvas.insertBefore', { step: step(id) }),
      goOnAt: (id) => words.t('canvas.goOnAt', { step: view(id)?.name || step(id) }),
      goTo: (id) => words.t('canvas.goTo', { step: view(id)?.name || step(id) }),
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the signature stands for numbers and names of the steps.
  }, [signature, words]);
}

export function outcomeWords(words: Words, type: string, name: string): string {
  return words.t(`outcomes.${type}.${name}`, { defaultValue: words.t(`outcomes.${name}`, { defaultValue: name }) });
}
