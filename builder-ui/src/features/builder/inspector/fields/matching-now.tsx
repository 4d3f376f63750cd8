import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition } from '../../../../../../domain/expressions/ast.ts';
import { outputsOfCondition, pathsOfCondition } from '../../../../../../domain/expressions/paths.ts';
import type { SubjectType } from '../../../../../../domain/records/record-types.ts';
import { api } from '../../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../../lib/use-formats.ts';
import { useBuilder } from '../../model/builder-context.ts';

const restMs = 300;

/**
 * "214 of 9,240 leads fit now" below a condition, asked anew when the editing rests. Nothing for a condition that asks for more than the
 * record: an event or the result of a step is not there yet.
 */
export function MatchingNow({ condition }: { readonly condition: Condition | null }) {
  const { definition } = useBuilder();
  const { subject } = definition;
  if (condition === null || ('of' in condition && condition.of.length === 0) || !isAboutRecord(condition, subject)) return null;
  return <Counted condition={condition} subject={subject} />;
}

function Counted({ condition, subject }: { readonly condition: Condition; readonly subject: SubjectType }) {
  const { t } = useTranslation('builder');
  const formats = useFormats();
  const fitting = useCount(subject, useRested(JSON.stringify(condition)));
  const all = useCount(subject, undefined);
  // While it is half written the compiler says what is missing; this says nothing then.
  if (fitting.data === undefined || all.data === undefined || fitting.isError) return null;
  const shown = (one: Counts) => (one.atLeast ? t('matching.moreThan', { count: formats.number(one.count) }) : formats.number(one.count));
  return (
    <p className="cz-meta" role="status">
      {t(`matching.${subject}`, { fitting: shown(fitting.data), all: shown(all.data) })}
    </p>
  );
}

interface Counts {
  readonly count: number;
  readonly atLeast: boolean;
}

function useCount(subject: SubjectType, filter: string | undefined) {
  return useQuery({
    queryKey: ['lists', 'count', subject, filter ?? ''],
    queryFn: ({ signal }) => api.get<Counts>(`/v1/lists/${subject}/count`, { filter }, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

function isAboutRecord(condition: Condition, subject: SubjectType): boolean {
  const roots = [`${subject}.`, 'segment.'];
  return (
    outputsOfCondition(condition).length === 0 && pathsOfCondition(condition).every((path) => roots.some((root) => path.startsWith(root)))
  );
}
