import { Button, HTMLTable, Radio } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Comparison, Merge, MergeBody } from '../../../../api/contracts/duplicates.ts';
import type { Json } from '../../../../domain/json.ts';
import { sameJson } from '../../../../domain/records/changes.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { FormErrors } from '../../components/form-errors.tsx';
import { Gate } from '../../components/gate.tsx';
import { PageSkeleton } from '../../components/skeleton.tsx';
import { api } from '../../lib/api/fetch-json.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { MergeDone } from './merge-done.tsx';
import { useFieldWords } from '../records/facts/field-words.ts';

type Side = 'a' | 'b';
type Field = Comparison['fields'][number];

/** Two records side by side: which one stays, and from which each field is taken. */
export function MergePage() {
  const { type = '', a = '', b = '' } = useParams();
  const found = useQuery({
    queryKey: ['duplicates', 'compare', type, a, b],
    queryFn: ({ signal }) => api.get<Comparison>(`/v1/duplicates/compare/${type}/${a}/${b}`, undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (found.isPending) return <PageSkeleton />;
  if (!found.data) return <ErrorState page error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <Gate permission="records.merge" otherwise="explain">
      <MergeForm data={found.data} />
    </Gate>
  );
}

const other = (side: Side): Side => (side === 'a' ? 'b' : 'a');
const isEmpty = (value: Json) => value === null || value === '';

/** What is there wins over what is empty; else the record that stays. */
function sideOf(field: Field, winner: Side): Side {
  return isEmpty(field[winner]) && !isEmpty(field[other(winner)]) ? other(winner) : winner;
}

function MergeForm({ data }: { data: Comparison }) {
  const { t } = useTranslation('duplicates');
  const client = useQueryClient();
  const [winner, setWinner] = useState<Side>(data.a.createdAt <= data.b.createdAt ? 'a' : 'b');
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>({});
  usePageTitle(t('mergeTitle'));
  const merge = useMutation({
    mutationFn: (body: MergeBody) => api.post<Merge>('/v1/merges', body),
    onSuccess: () => void client.invalidateQueries(),
  });
  if (merge.data) return <MergeDone merge={merge.data} />;
  const loser = other(winner);
  const from = (field: Field) => chosen[field.field] ?? sideOf(field, winner);
  const submit = () =>
    merge.mutate({
      type: data.type,
      winnerId: data[winner].id,
      loserId: data[loser].id,
      winnerVersion: data[winner].version,
      loserVersion: data[loser].version,
      take: data.fields.filter((field) => from(field) === loser && !sameJson(field.a, field.b)).map((field) => field.field),
    });
  const openRuns = data[loser].links.openRuns ?? 0;
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('mergeTitle')}</h1>
      </header>
      <form
        className="cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <FormErrors error={merge.error} />
        <div className="cz-panel cz-table-frame">
          <HTMLTable className="cz-table" compact aria-label={t('mergeTitle')}>
            <thead>
              <tr>
                <th>{t('field')}</th>
                {(['a', 'b'] as const).map((side) => (
                  <th key={side}>
                    <Radio
                      name="winner"
                      checked={winner === side}
                      label={t('keepThis', { name: data[side].name })}
                      onChange={() => setWinner(side)}
                    />
                    <span className="cz-meta">{t('has', data[side].links)}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.fields.map((field) => (
                <FieldRow
                  key={field.field}
                  field={field}
                  data={data}
                  from={from(field)}
                  onChoose={(side) => setChosen({ ...chosen, [field.field]: side })}
                />
              ))}
            </tbody>
          </HTMLTable>
        </div>
        <p className="cz-meta">
          {t('explain')} {openRuns > 0 && t('runs', { count: openRuns })}
        </p>
        <div className="cz-row">
          <Button type="submit" intent="primary" loading={merge.isPending} text={t('verb', { name: data[winner].name })} />
          <Link to="/duplicates">{t('back')}</Link>
        </div>
      </form>
    </div>
  );
}

interface FieldRowProps {
  readonly field: Field;
  readonly data: Comparison;
  readonly from: Side;
  readonly onChoose: (side: Side) => void;
}

function FieldRow({ field, data, from, onChoose }: FieldRowProps) {
  const { t } = useTranslation('duplicates');
  const words = useFieldWords();
  const label = field.label ?? words.label(field.field);
  const same = sameJson(field.a, field.b);
  const shown = (side: Side) => {
    const named = side === 'a' ? field.shownA : field.shownB;
    const value = field[side];
    if (isEmpty(value)) return t('empty');
    return named ?? (typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value));
  };
  return (
    <tr>
      <th scope="row">{label}</th>
      {(['a', 'b'] as const).map((side) => (
        <td key={side}>
          {same ? (
            shown(side)
          ) : (
            <Radio
              name={field.field}
              checked={from === side}
              label={shown(side)}
              aria-label={`${t('choose', { field: label, name: data[side].name })}: ${shown(side)}`}
              onChange={() => onChoose(side)}
            />
          )}
        </td>
      ))}
    </tr>
  );
}
