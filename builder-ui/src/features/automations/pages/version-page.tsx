import { Switch } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ErrorState } from '../../../components/error-state.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import type { Overlay } from '../../../../../api/contracts/overlay.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { useLookups } from '../../builder/api/lookups.ts';
import { ReadCanvas, useDrawing } from '../../builder/canvas/read-canvas.tsx';
import { useWords } from '../../builder/model/use-words.ts';
import { automationKeys, automationsApi, type AutomationVersion } from '../api/automations-api.ts';
import './automations.css';

/** What stands at each step, in words short enough for a card. */
function useFootnotes(overlay: Overlay | undefined): ReadonlyMap<string, string> | undefined {
  const { t } = useTranslation('automations');
  return useMemo(() => {
    if (overlay === undefined) return undefined;
    const counted = ['waiting', 'held', 'failed'] as const;
    return new Map(
      overlay.steps.map((one) => [
        one.step,
        [
          ...counted.flatMap((key) => (one[key] === 0 ? [] : [t(`overlay.${key}`, { count: one[key] })])),
          ...(one.medianSeconds === null || one.medianSeconds < 1 ? [] : [t('overlay.median', { time: short(one.medianSeconds) })]),
        ].join(' · '),
      ]),
    );
  }, [overlay, t]);
}

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

function short(seconds: number): string {
  const [unit, size] = units.find(([, one]) => seconds >= one) ?? ['s', 1];
  return `${Math.round((seconds / size) * 10) / 10} ${unit}`;
}

/** A published version as it was; it can be read, never changed. */
export function VersionPage() {
  const { id = '', number = '' } = useParams();
  const { t } = useTranslation('automations');
  const version = useQuery({
    queryKey: [...automationKeys.one(id), 'version', number],
    queryFn: ({ signal }) => automationsApi.version(id, number, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  usePageTitle(version.data ? `${version.data.definition.name} ${t('version', { number })}` : '');
  if (version.isPending) return <PageSkeleton />;
  if (version.error) return <ErrorState error={version.error} onRetry={() => void version.refetch()} />;
  return <Version id={id} version={version.data} />;
}

function Version({ id, version }: { id: string; version: AutomationVersion }) {
  const { t } = useTranslation(['automations', 'builder']);
  const formats = useFormats();
  const [url, setUrl] = useUrlState();
  const words = useWords(version.definition, useLookups());
  const drawing = useDrawing(version.definition, words);
  const { can } = useSession();
  const on = url.live === '1' && can('runs.read');
  const overlay = useQuery({
    queryKey: [...automationKeys.one(id), 'overlay', version.number],
    queryFn: ({ signal }) => automationsApi.overlay(id, version.number, signal),
    enabled: on,
    // Not every step of a run is an event of its own.
    refetchInterval: 10_000,
  });
  const footnotes = useFootnotes(on ? overlay.data : undefined);
  return (
    <div className="cz-version-view cz-fill">
      <header className="cz-page-head">
        <nav aria-label={t('builder:bar.path')} className="cz-dense">
          <Link to="/automations">{t('automations:title')}</Link> › <Link to={`/automations/${id}`}>{version.definition.name}</Link> ›
        </nav>
        <h1>{t('automations:version', { number: version.number })}</h1>
        {version.live && <StatusChip of="automation" value="active" label={t('automations:live')} />}
        <span className="cz-meta">
          {formats.dateTime(version.publishedAt)}
          {version.publishedBy ? `, ${t('automations:by', { name: version.publishedBy.name })}` : ''}
        </span>
        <span className="cz-spacer" />
        {can('runs.read') && (
          <Switch
            className="cz-overlay-switch"
            checked={on}
            label={t('automations:overlay.show')}
            onChange={() => setUrl({ live: on ? undefined : '1' })}
          />
        )}
      </header>
      {on && overlay.error !== null && <ErrorState inline error={overlay.error} onRetry={() => void overlay.refetch()} />}
      <ReadCanvas
        drawing={drawing}
        words={words}
        label={t('builder:canvas.label', { name: version.definition.name })}
        selected={url.step ?? null}
        onSelect={(step) => setUrl({ step })}
        {...(footnotes !== undefined && { footnotes })}
      />
    </div>
  );
}
