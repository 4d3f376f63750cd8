import type { TFunction } from 'i18next';
import { isProblem } from '../lib/api/problem.ts';

/** A failure in words: what happened and, where the API said so, why. `t` is of the namespace `components`. */
export function problemWords(t: TFunction<'components'>, error: unknown): { title: string; detail: string; requestId: string | undefined } {
  if (!isProblem(error)) return { title: t('problem.unexpected'), detail: t('problem.unexpectedDetail'), requestId: undefined };
  const title = t(`problem.${error.code}`, { defaultValue: error.title || t('problem.unexpected') });
  const known = t(`problemDetail.${error.code}`, { defaultValue: '' });
  const detail = error.message !== '' && !error.message.startsWith('HTTP') && error.code !== 'network' ? error.message : known;
  return { title, detail, requestId: error.requestId };
}
