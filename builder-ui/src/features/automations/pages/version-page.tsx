import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ErrorState } from '../../../components/error-state.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { useLookups } from '../../builder/api/lookups.ts';
import { ReadCanvas, useDrawing } from '../../builder/canvas/read-canvas.tsx';
import { useWords } from '../../builder/model/use-words.ts';
import { automationKeys, automationsApi, type AutomationVersion } from '../api/automations-api.ts';
import './automations.css';

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
      </header>
      <ReadCanvas
        drawing={drawing}
        words={words}
        label={t('builder:canvas.label', { name: version.definition.name })}
        selected={url.step ?? null}
        onSelect={(step) => setUrl({ step })}
      />
    </div>
  );
}
