import { Button } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { problemWords } from '../../../components/problem-words.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { toast } from '../../../components/toaster.ts';
import { etagOf } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { useLookups } from '../../builder/api/lookups.ts';
import { changesBetween } from '../../builder/model/changes.ts';
import { useWords } from '../../builder/model/use-words.ts';
import { ChangeList } from '../../builder/panels/change-list.tsx';
import { type Automation, automationKeys, automationsApi, type AutomationVersion } from '../api/automations-api.ts';

/** Every version that was live, with what it changed against the one before. */
export function Versions({ automation }: { automation: Automation }) {
  const { t } = useTranslation('automations');
  const versions = useQuery({
    queryKey: [...automationKeys.one(automation.id), 'versions'],
    queryFn: ({ signal }) => automationsApi.versions(automation.id, signal),
  });
  if (versions.isPending) return <SkeletonRows rows={3} />;
  if (versions.error) return <ErrorState inline error={versions.error} onRetry={() => void versions.refetch()} />;
  const items = versions.data.items;
  if (items.length === 0) return <p className="cz-muted">{t('neverPublished')}</p>;
  return (
    <ul className="cz-panel cz-lines">
      {items.map((version, index) => (
        <VersionLine
          key={version.number}
          automation={automation}
          version={version}
          previous={items[index + 1]?.number}
          others={items.filter((one) => one.number !== version.number)}
        />
      ))}
    </ul>
  );
}

interface VersionLineProps {
  readonly automation: Automation;
  readonly version: AutomationVersion;
  readonly previous: number | undefined;
  readonly others: readonly AutomationVersion[];
}

function VersionLine({ automation, version, previous, others }: VersionLineProps) {
  const { t } = useTranslation(['automations', 'components']);
  const formats = useFormats();
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  const [against, setAgainst] = useState(previous ?? others[0]?.number);
  const words = useWords(version.definition, useLookups());
  const before = others.find((one) => one.number === against);
  const changes = before === undefined ? [] : changesBetween(before.definition, version.definition);
  return (
    <li>
      <b>{t('automations:version', { number: version.number })}</b>
      {version.live && <StatusChip of="automation" value="active" label={t('automations:live')} />}
      {version.canary !== null && <span className="cz-muted">{t(`automations:canary.${version.canary}`)}</span>}
      <span>
        {formats.dateTime(version.publishedAt)}
        {version.publishedBy ? `, ${t('automations:by', { name: version.publishedBy.name })}` : ''}
      </span>
      <span className="cz-muted">{t('automations:underWay', { count: version.waiting })}</span>
      <span className="cz-spacer" />
      {others.length > 0 && (
        <Button
          size="small"
          variant="minimal"
          aria-expanded={open}
          text={t('automations:changes', { count: changes.length })}
          onClick={() => setOpen(!open)}
        />
      )}
      {!version.live && version.canary !== 'running' && can('automations.write') && automation.status !== 'archived' && (
        <BringBack automation={automation} version={version} />
      )}
      <Link to={`/automations/${automation.id}/versions/${version.number}`}>{t('automations:open')}</Link>
      {open && before !== undefined && (
        <div style={{ flexBasis: '100%' }}>
          <SelectField
            label={t('automations:against')}
            value={String(against)}
            choices={others.map((one) => ({ value: String(one.number), label: t('automations:version', { number: one.number }) }))}
            onChange={(number) => setAgainst(Number(number))}
          />
          <ChangeList changes={changes} before={before.definition} after={version.definition} words={words} />
        </div>
      )}
    </li>
  );
}

/** An old version becomes the draft; publishing it is asked for in the builder, with what it means for runs under way. */
function BringBack({ automation, version }: { automation: Automation; version: AutomationVersion }) {
  const { t } = useTranslation(['automations', 'components']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const back = useMutation({
    mutationFn: () => automationsApi.save(automation.id, version.definition, etagOf(automation.version)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: automationKeys.all });
      await navigate(`/automations/${automation.id}/edit`);
    },
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(`${words.title}. ${words.detail ?? ''}`, 'danger');
      setAsking(false);
    },
  });
  return (
    <>
      <Button size="small" text={t('automations:bringBack')} onClick={() => setAsking(true)} />
      <ConfirmDialog
        isOpen={asking}
        intent="primary"
        title={t('automations:bringBackTitle', { number: version.number })}
        verb={t('automations:bringBackVerb')}
        busy={back.isPending}
        onConfirm={() => back.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>{t(automation.draftChanged ? 'automations:bringBackLoses' : 'automations:bringBackText')}</p>
      </ConfirmDialog>
    </>
  );
}
