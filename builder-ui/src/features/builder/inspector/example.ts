import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { addBusinessTime } from '../../../../../domain/calendar/business-time.ts';
import type { BusinessCalendar } from '../../../../../domain/calendar/calendar.ts';
import { addMilliseconds, type Duration, instantOf, millisecondsOf } from '../../../../../domain/time.ts';
import { useBuilder } from '../model/builder-context.ts';

/** Used until the tenant's own calendar is known: it only feeds examples. */
export function usualCalendar(timeZone: string): BusinessCalendar {
  const hours = [{ from: '09:00', to: '17:00' }];
  return { timeZone, week: { '1': hours, '2': hours, '3': hours, '4': hours, '5': hours }, exceptions: [] };
}

/** "Example: started now, goes on Tue 10 Mar 09:00 (Asia/Dubai)", with the same arithmetic as the engine's. */
export function useExample(duration: Duration | null, kind: 'wait' | 'timeout' | 'due'): string | undefined {
  const { t } = useTranslation('builder');
  const { definition, lookups, words } = useBuilder();
  const zone = definition.settings.timeZone === 'tenant' ? words.timeZone : definition.settings.timeZone;
  return useMemo(() => {
    if (duration === null) return undefined;
    const calendar = lookups.calendar ?? usualCalendar(zone);
    const now = instantOf(new Date());
    const due = duration.business
      ? addBusinessTime(calendar, now, duration)
      : ({ ok: true, instant: addMilliseconds(now, millisecondsOf(duration)) } as const);
    if (!due.ok) return due.problem;
    const at = duration.business ? calendar.timeZone : zone;
    const format = new Intl.DateTimeFormat(words.locale, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZone: at,
    });
    return t(`examples.${kind}`, { instant: format.format(new Date(due.instant)), zone: at });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a duration is the same when its parts are.
  }, [duration?.amount, duration?.unit, duration?.business, kind, lookups.calendar, zone, words.locale, t]);
}
