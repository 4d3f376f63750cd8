import { useQuery } from '@tanstack/react-query';
import type { Calendar } from '../../../../api/contracts/calendars.ts';
import type { Absence, WorkingHours } from '../../../../api/contracts/working-hours.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';

export const calendarsKey = ['calendars'] as const;

/** Hours as they are edited: weekdays with their open times, and dates with hours of their own. */
export type Hours = Pick<Calendar, 'timeZone' | 'week' | 'exceptions'>;

export function useWorkspaceCalendar() {
  return useQuery({
    queryKey: [...calendarsKey, 'workspace'],
    queryFn: async ({ signal }) => {
      const page = await api.get<Page<Calendar>>('/v1/calendars', { limit: 200 }, signal);
      return page.items.find((one) => one.isDefault) ?? null;
    },
  });
}

/** Whose hours: one's own, a colleague's or a team's. */
export type HoursOf = { readonly kind: 'me' } | { readonly kind: 'user' | 'team'; readonly id: string };

export function hoursPath(of: HoursOf): string {
  return of.kind === 'me' ? '/v1/me/hours' : `/v1/${of.kind}s/${of.id}/hours`;
}

export function useHours(of: HoursOf) {
  const path = hoursPath(of);
  return useQuery({ queryKey: [...calendarsKey, path], queryFn: ({ signal }) => api.get<WorkingHours>(path, undefined, signal) });
}

/** Absences of oneself, of a colleague, or of everybody. */
export type AbsencesOf = { readonly kind: 'me' | 'all' } | { readonly kind: 'user'; readonly id: string };

export function useAbsences(of: AbsencesOf) {
  return useQuery({
    queryKey: [...calendarsKey, 'absences', of],
    queryFn: ({ signal }) =>
      of.kind === 'me'
        ? api.get<Page<Absence>>('/v1/me/absences', { limit: 200 }, signal)
        : api.get<Page<Absence>>('/v1/absences', { limit: 200, userId: of.kind === 'user' ? of.id : undefined }, signal),
  });
}
