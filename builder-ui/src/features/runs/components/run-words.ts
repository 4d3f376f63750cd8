import { useTranslation } from 'react-i18next';
import type { DefinitionNode } from '../../../../../domain/automation/definition/definition.ts';
import type { EvaluatedLeaf } from '../../../../../domain/expressions/ast.ts';
import { useFormats, useTimeZone } from '../../../lib/use-formats.ts';
import { useNow } from '../../../lib/use-now.ts';
import { outcomeWords } from '../../builder/canvas/use-edge-words.ts';
import { bareOperators, fieldWords, listName, literalWords } from '../../builder/sentences/condition-words.ts';
import { stepSentence } from '../../builder/sentences/step-sentence.ts';
import { plainText } from '../../builder/sentences/template.ts';
import type { Words } from '../../builder/sentences/words.ts';
import type { RunDetail } from '../api/runs-api.ts';

/** "Wait for an event until somebody makes contact, at most 2 working hours". */
export function stepWords(node: DefinitionNode, words: Words): string {
  return [node.name || words.t(`verbs.${node.type}`), plainText(stepSentence(node, words))].filter(Boolean).join(' ');
}

/** "Score: 84 is above 50". */
export function leafWords(leaf: EvaluatedLeaf, words: Words): string {
  if (leaf.operator === 'related')
    return words.t('evaluation.related', {
      list: listName(words, leaf.left),
      count: typeof leaf.leftValue === 'number' ? leaf.leftValue : 0,
    });
  if (leaf.operator === 'segment') return words.t(`evaluation.segment.${leaf.result ? 'in' : 'out'}`);
  const field = words.fields.find(leaf.left) === undefined ? leaf.left : fieldWords(words, leaf.left);
  const value = leaf.leftValue;
  const missing = value === null || value === '' || (Array.isArray(value) && value.length === 0);
  const left = missing ? words.t('evaluation.empty') : literalWords(words, value, leaf.left);
  if (leaf.operator !== 'changed' && bareOperators.has(leaf.operator)) {
    const sentence = words.t(`operators.${leaf.operator}`, { left: field });
    return missing ? sentence : words.t('evaluation.with', { sentence, value: left });
  }
  if (leaf.operator === 'changed') {
    const [before = null, after = null] = Array.isArray(leaf.leftValue) ? leaf.leftValue : [];
    return words.t('evaluation.changed', {
      field,
      from: literalWords(words, before, leaf.left),
      to: literalWords(words, after, leaf.left),
    });
  }
  const right = leaf.rightValue === undefined ? '' : literalWords(words, leaf.rightValue, leaf.left);
  return words.t('evaluation.leaf', { field, comparison: words.t(`operators.${leaf.operator}`, { left, right }) });
}

/** The first line of a run: what it waits for and until when, what holds it, or how it ended. */
export function useStateWords(run: RunDetail, words: Words): string {
  const { t } = useTranslation('runs');
  const formats = useFormats();
  const zone = useTimeZone();
  const now = useNow();
  if (run.status === 'waiting' && run.waits.length > 0) {
    return run.waits
      .map((wait) => {
        const node = run.definition.nodes.find((one) => one.id === wait.step);
        const step = run.steps.findLast((one) => one.step === wait.step);
        const what = node === undefined ? wait.title : stepWords(node, words);
        if (wait.kind === 'retry')
          return t('state.retries', {
            step: what,
            at: wait.deadline === null ? '' : formats.dateTime(wait.deadline),
            attempts: step?.attempts ?? 1,
          });
        if (wait.deadline === null) return t('state.waitsForEver', { step: what });
        const afterwards =
          wait.events.length > 0 && node !== undefined ? t('state.then', { outcome: outcomeWords(words, node.type, 'timed_out') }) : '';
        return t('state.waits', {
          step: what,
          until: formats.dateTime(wait.deadline),
          zone,
          away: formats.relative(wait.deadline, now),
          afterwards,
        });
      })
      .join(' ');
  }
  if (run.status === 'held')
    return t('state.held', { reason: run.reason ?? t(`holds.${run.holdCode ?? 'step_failed'}`, { defaultValue: '' }) });
  if (run.endedAt !== null) {
    const took = formats.span(Date.parse(run.endedAt) - Date.parse(run.startedAt ?? run.createdAt));
    return t(`state.${run.status}`, { at: formats.dateTime(run.endedAt), took, reason: run.reason ?? '' });
  }
  return t(`state.${run.status}`, { since: formats.dateTime(run.createdAt) });
}
