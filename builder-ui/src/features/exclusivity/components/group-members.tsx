import { Button } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ExclusivityGroup, ExclusivityMember } from '../../../../../api/contracts/exclusivity.ts';
import type { ExclusiveRule } from '../../../../../domain/automation/definition/definition.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { groupKeys, groupsApi } from '../api/exclusivity-api.ts';

interface Assignment {
  readonly id: string;
  readonly exclusive: ExclusiveRule | null;
}

/** Who is in the group, and what drafts would change about it. */
export function GroupMembers({ group }: { group: ExclusivityGroup }) {
  const { t } = useTranslation('exclusivity');
  const client = useQueryClient();
  const members = useQuery({ queryKey: groupKeys.members(group.id), queryFn: ({ signal }) => groupsApi.members(group.id, signal) });
  const assign = useMutation({
    mutationFn: ({ id, exclusive }: Assignment) => groupsApi.assign(id, exclusive),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: groupKeys.all });
      void client.invalidateQueries({ queryKey: ['automations'] });
    },
  });
  if (members.error) return <ErrorState error={members.error} onRetry={() => void members.refetch()} />;
  if (members.data === undefined) return <SkeletonRows rows={3} height={24} />;
  const { items } = members.data;
  return (
    <section className="cz-stack" aria-label={t('members')}>
      <h2 className="cz-label">{t('members')}</h2>
      <FormErrors error={assign.error} />
      {items.length === 0 ? (
        <p className="cz-muted">{t('noMembers')}</p>
      ) : (
        <ul className="cz-plain cz-stack">
          {items.map((one) => (
            <MemberRow key={one.id} member={one} busy={assign.isPending} onRemove={() => assign.mutate({ id: one.id, exclusive: null })} />
          ))}
        </ul>
      )}
      <Gate permission="automations.write">
        <AddMember
          known={items}
          busy={assign.isPending}
          onAdd={(id) => assign.mutate({ id, exclusive: { group: group.id, priority: 0 } })}
        />
      </Gate>
      <p className="cz-muted cz-dense">{t('publishHint')}</p>
    </section>
  );
}

function MemberRow({ member, busy, onRemove }: { member: ExclusivityMember; busy: boolean; onRemove: () => void }) {
  const { t } = useTranslation('exclusivity');
  const { live, draft } = member;
  const state =
    live === null
      ? t('joins')
      : draft === null
        ? t('leaves')
        : live === draft
          ? t('inForce', { count: member.records })
          : t('changes', { priority: draft });
  return (
    <li className="cz-row cz-row-wrap">
      <span className="cz-spacer">
        <Link to={`/automations/${member.id}`}>{member.name}</Link>
        <br />
        <span className="cz-meta">
          {t('priorityOf', { priority: live ?? draft })} · {state}
        </span>
      </span>
      {draft !== null && (
        <Gate permission="automations.write">
          <Button size="small" disabled={busy} text={t('remove')} aria-label={t('removeNamed', { name: member.name })} onClick={onRemove} />
        </Gate>
      )}
    </li>
  );
}

function AddMember({ known, busy, onAdd }: { known: readonly ExclusivityMember[]; busy: boolean; onAdd: (id: string) => void }) {
  const { t } = useTranslation('exclusivity');
  const [id, setId] = useState('');
  const list = useQuery({
    queryKey: ['automations', 'choices'],
    queryFn: ({ signal }) => api.get<Page<{ readonly id: string; readonly name: string }>>('/v1/automations', { limit: 200 }, signal),
  });
  const inDraft = new Set(known.filter((one) => one.draft !== null).map((one) => one.id));
  const choices = (list.data?.items ?? []).filter((one) => !inDraft.has(one.id));
  if (choices.length === 0) return null;
  return (
    <div className="cz-row cz-row-wrap">
      <SelectField
        wide
        label={t('add')}
        value={id}
        choices={[{ value: '', label: t('choose') }, ...choices.map((one) => ({ value: one.id, label: one.name }))]}
        onChange={setId}
      />
      <Button
        disabled={id === '' || busy}
        text={t('addVerb')}
        onClick={() => {
          onAdd(id);
          setId('');
        }}
      />
    </div>
  );
}
