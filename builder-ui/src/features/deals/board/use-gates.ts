import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { useTranslation } from 'react-i18next';
import type { dealGates, StageDemand } from '../../../../../api/contracts/deals.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useCustomFields } from '../../records/facts/custom-fields.ts';

/** For each stage, in a sentence, what a lifted deal would still need there. */
export function useGates(deal: { readonly id: string; readonly version: number } | null): ReadonlyMap<string, string> {
  const { t } = useTranslation(['deals', 'records']);
  const custom = useCustomFields('deal');
  const gates = useQuery({
    queryKey: ['deals', 'gates', deal?.id, deal?.version],
    queryFn: ({ signal }) => api.get<z.infer<typeof dealGates.response>>(`/v1/deals/${deal?.id ?? ''}/gates`, undefined, signal),
    enabled: deal !== null,
    staleTime: 10_000,
  });
  const wordOf = (demand: StageDemand) => {
    if (demand.kind === 'next_step') return t('deals:move.aNextStep');
    if (demand.kind === 'condition') return demand.words ?? '';
    const field = demand.fields[0] ?? '';
    return custom.find((one) => `custom.${one.key}` === field)?.label ?? t(`records:field.${field}`);
  };
  if (deal === null) return new Map();
  return new Map(
    (gates.data?.stages ?? []).flatMap((stage) =>
      stage.missing.length === 0
        ? []
        : [[stage.stageId, t('deals:board.demand', { what: [...new Set(stage.missing.map(wordOf))].join(', ') })]],
    ),
  );
}
