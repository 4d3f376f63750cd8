import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { eventTypes } from '../../../../../domain/events.ts';
import { useTimeZone } from '../../../lib/use-formats.ts';
import { useLookups } from '../../builder/api/lookups.ts';
import { fieldsOfEvents } from '../../builder/model/catalogue-fields.ts';
import type { ConditionWorld } from '../../builder/model/condition-world.ts';

/** What a filter of events can name, in the reader's words: the event and what events of the chosen kinds say. */
export function useEventWorld(chosen: readonly string[]): ConditionWorld {
  const { t, i18n } = useTranslation('builder');
  const timeZone = useTimeZone();
  const lookups = useLookups();
  return useMemo(() => {
    const nameOf = (list: readonly { readonly id: string; readonly name: string }[]) => (id: string) =>
      list.find((one) => one.id === id)?.name ?? (lookups.loading ? '…' : undefined);
    const names = {
      user: nameOf(lookups.users),
      team: nameOf(lookups.teams),
      template: nameOf(lookups.templates),
      stage: nameOf(lookups.stages),
      form: nameOf(lookups.forms),
      webhook: nameOf(lookups.webhooks),
      step: () => undefined,
      segment: () => undefined,
    };
    const fields = fieldsOfEvents(chosen.includes('*') ? eventTypes : chosen, t);
    const locale = i18n.language === 'ar' ? 'ar-AE-u-nu-latn' : 'en-GB';
    return { words: { t, names, fields, locale, timeZone }, lookups };
  }, [chosen, lookups, t, i18n.language, timeZone]);
}
