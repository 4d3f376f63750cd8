import { Button } from '@blueprintjs/core';
import { Inbox } from '@blueprintjs/icons';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FormSubmissionEntry } from '../../../../../api/contracts/form-design.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { recordPath } from '../../../components/record-link.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FilterBar } from '../../../components/filter-bar.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { useSubmissions } from '../forms.ts';

/** Everything that was sent, with what became of it and why. */
export function SubmissionList({ formId }: { formId: string | undefined }) {
  const { t } = useTranslation('forms');
  if (formId === undefined)
    return (
      <EmptyState icon={Inbox} title={t('submissions.empty')}>
        {t('submissions.emptyText')}
      </EmptyState>
    );
  return <Submissions formId={formId} />;
}

function Submissions({ formId }: { formId: string }) {
  const { t } = useTranslation(['forms', 'components']);
  const formats = useFormats();
  const [url, setUrl] = useUrlState();
  const pages = useSubmissions(formId, url.outcome);
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const columns = useMemo<Column<FormSubmissionEntry>[]>(
    () => [
      {
        id: 'when',
        label: t('submissions.when'),
        width: 180,
        phone: 'title',
        cell: (row) => (
          <Button
            variant="minimal"
            size="small"
            data-row-link
            aria-label={t('submissions.details', { when: formats.dateTime(row.createdAt) })}
            text={formats.dateTime(row.createdAt)}
            onClick={() => setUrl({ submission: row.id })}
          />
        ),
      },
      {
        id: 'what',
        label: t('submissions.what'),
        width: 150,
        phone: 'end',
        cell: (row) => <StatusChip of="submission" value={row.outcome} />,
      },
      {
        id: 'who',
        label: t('submissions.who'),
        cell: (row) => row.record && <Link to={recordPath(row.record.type, row.record.id)}>{row.record.name || row.record.id}</Link>,
      },
      { id: 'why', label: t('submissions.why'), cell: (row) => row.reason },
    ],
    [t, formats, setUrl],
  );
  const chosen = rows.find((row) => row.id === url.submission);
  if (pages.isPending) return <SkeletonRows rows={5} />;
  if (pages.error && rows.length === 0) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />;
  return (
    <>
      <FilterBar
        values={url}
        onChange={(id, value) => setUrl({ [id]: value })}
        filters={[
          {
            id: 'outcome',
            label: t('submissions.filter'),
            single: true,
            options: (['created', 'updated', 'refused'] as const).map((value) => ({
              value,
              label: t(`components:status.submission.${value}`),
            })),
          },
        ]}
      />
      {rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={Inbox} title={t('submissions.empty')}>
            {t('submissions.emptyText')}
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label={t('tabs.submissions')}
          columns={columns}
          rows={rows}
          rowLabel={(row) => formats.dateTime(row.createdAt)}
          onOpen={(row) => setUrl({ submission: row.id })}
          more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
        />
      )}
      {chosen && <Details entry={chosen} onClose={() => setUrl({ submission: undefined })} />}
    </>
  );
}

function Details({ entry, onClose }: { entry: FormSubmissionEntry; onClose: () => void }) {
  const { t } = useTranslation('forms');
  const formats = useFormats();
  return (
    <SidePanel title={formats.dateTime(entry.createdAt)} isOpen onClose={onClose}>
      <div className="cz-stack">
        <StatusChip of="submission" value={entry.outcome} />
        {entry.problems.length > 0 ? (
          <ul>
            {entry.problems.map((problem) => (
              <li key={`${problem.pointer ?? ''}${problem.detail}`}>{problem.detail}</li>
            ))}
          </ul>
        ) : (
          entry.reason && <p>{entry.reason}</p>
        )}
        <h3>{t('submissions.answers')}</h3>
        <dl className="cz-form-values">
          {Object.entries(entry.values).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{Array.isArray(value) ? value.join(', ') : String(value)}</dd>
            </div>
          ))}
        </dl>
        {entry.consent && (
          <p>
            <strong>{t('submissions.consent', { version: entry.consent.version ?? '–' })}:</strong>{' '}
            {t(entry.consent.given ? 'submissions.given' : 'submissions.notGiven')}
            <br />
            <q>{entry.consent.text}</q>
          </p>
        )}
        <p className="cz-meta">
          {t('submissions.version', { number: entry.formVersion })}
          {entry.pageUrl && ` · ${t('submissions.from')}: ${entry.pageUrl}`}
          {entry.remoteAddress && ` · ${t('submissions.address')}: ${entry.remoteAddress}`}
        </p>
      </div>
    </SidePanel>
  );
}
