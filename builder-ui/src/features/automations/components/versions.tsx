import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
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
        <VersionLine key={version.number} id={automation.id} version={version} before={items[index + 1]} />
      ))}
    </ul>
  );
}

function VersionLine({ id, version, before }: { id: string; version: AutomationVersion; before: AutomationVersion | undefined }) {
  const { t } = useTranslation('automations');
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const words = useWords(version.definition, useLookups());
  const changes = before === undefined ? [] : changesBetween(before.definition, version.definition);
  return (
    <li>
      <b>{t('version', { number: version.number })}</b>
      {version.live && <StatusChip of="automation" value="active" label={t('live')} />}
      <span>
        {formats.dateTime(version.publishedAt)}
        {version.publishedBy ? `, ${t('by', { name: version.publishedBy.name })}` : ''}
      </span>
      <span className="cz-muted">{t('underWay', { count: version.waiting })}</span>
      <span className="cz-spacer" />
      {before !== undefined && (
        <Button
          size="small"
          variant="minimal"
          aria-expanded={open}
          text={t('changes', { count: changes.length })}
          onClick={() => setOpen(!open)}
        />
      )}
      <Link to={`/automations/${id}/versions/${version.number}`}>{t('open')}</Link>
      {open && before !== undefined && (
        <div style={{ flexBasis: '100%' }}>
          <ChangeList changes={changes} before={before.definition} after={version.definition} words={words} />
        </div>
      )}
    </li>
  );
}
