import { Button } from '@blueprintjs/core';
import { ArrowLeft, Download, TickCircle } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportJob } from '../../../../../api/contracts/imports.ts';
import { Banner } from '../../../components/banner.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { ViewTabs } from '../../../components/view-tabs.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { useImportActions } from '../imports.ts';
import { Figures } from './figures.tsx';
import { RowsTable } from './rows-table.tsx';

/** What would happen: figures, the first rows, and every row that is refused, with its reason. */
export function CheckStep({ job, onBack }: { job: ImportJob; onBack: () => void }) {
  const { t } = useTranslation('imports');
  const formats = useFormats();
  const problems = job.counts.rejected + job.counts.duplicates + job.counts.warnings;
  const [show, setShow] = useState<'preview' | 'problems'>(problems > 0 ? 'problems' : 'preview');
  const { apply } = useImportActions(job);
  const willChange = job.counts.valid + (job.onDuplicate === 'skip' ? 0 : job.counts.duplicates);
  return (
    <div className="cz-stack">
      <FormErrors error={apply.error} />
      {job.importedBefore && (
        <Banner boxed intent="warning">
          {t('check.before', { when: formats.dateTime(job.importedBefore.at) })}
        </Banner>
      )}
      <Figures job={job} />
      <div className="cz-row cz-row-wrap">
        <ViewTabs
          label={t('check.show')}
          tabs={[
            { id: 'problems', label: t('check.problems'), count: problems },
            { id: 'preview', label: t('check.preview') },
          ]}
          active={show}
          onChange={setShow}
        />
        <span className="cz-spacer" />
        {job.counts.rejected > 0 && (
          <a className="bp6-button bp6-minimal" href={`/v1/imports/${job.id}/errors.csv`} download>
            <Download size={14} />
            <span>{t('errorFile')}</span>
          </a>
        )}
      </div>
      {show === 'problems' && problems === 0 ? (
        <div className="cz-panel">
          <EmptyState inline icon={TickCircle} title={t('check.clean')}>
            {t('check.cleanText')}
          </EmptyState>
        </div>
      ) : (
        <RowsTable job={job} show={show} />
      )}
      <div className="cz-row cz-row-wrap">
        <Button icon={<ArrowLeft />} text={t('check.back')} onClick={onBack} />
        <span className="cz-spacer" />
        <Button
          intent="primary"
          disabled={willChange === 0}
          loading={apply.isPending}
          text={t('check.apply', { noun: t(`noun.${job.entity}`, { count: willChange }), shown: formats.number(willChange) })}
          onClick={() => apply.mutate()}
        />
      </div>
    </div>
  );
}
