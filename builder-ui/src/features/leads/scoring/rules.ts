import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Scoring, ScoringPreview } from '../../../../../api/contracts/scoring.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';

/** A rule as it is edited: a new one has no id yet. */
export type DraftRule = Omit<Scoring['rules'][number], 'id' | 'broken'> & { readonly id?: string; readonly broken?: boolean };

const working: ReadonlySet<string> = new Set(['collecting', 'previewing', 'applying']);

export function isCounting(scoring: Scoring | undefined): boolean {
  return scoring?.recount !== null && scoring?.recount !== undefined && working.has(scoring.recount.status);
}

/** The rules and how far the counting of all leads is, asked again while it goes on. */
export function useScoring() {
  return useQuery({
    queryKey: ['scoring'],
    queryFn: ({ signal }) => api.get<Scoring>('/v1/scoring', undefined, signal),
    refetchInterval: (query) => (isCounting(query.state.data) ? 1_500 : false),
  });
}

/** What the rules at hand would mean, asked when the editing rests. */
export function useScoringPreview(rules: readonly DraftRule[]) {
  const text = JSON.stringify(rules.map(bodyOf));
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), 400);
    return () => clearTimeout(timer);
  }, [text]);
  return useQuery({
    queryKey: ['scoring', 'preview', asked],
    queryFn: () => api.post<ScoringPreview>('/v1/scoring/preview', { rules: JSON.parse(asked) as unknown }),
    placeholderData: keepPreviousData,
    retry: (count, error) => !isProblem(error) && count < 2,
  });
}

/** A rule as the API takes it. */
export function bodyOf({ id, name, group, points, enabled, condition, event, maxTimes, withinDays }: DraftRule) {
  return { ...(id === undefined ? {} : { id }), name, group, points, enabled, condition, event, maxTimes, withinDays };
}
