import { Spinner } from '@blueprintjs/core';
import { Upload } from '@blueprintjs/icons';
import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ImportJob } from '../../../../../api/contracts/imports.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { uploadFile } from '../../../lib/api/upload.ts';
import { importEntities } from '../../../../../domain/imports/record-targets.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { PlanNote } from '../../../components/plan-note.tsx';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { Steps } from '../components/steps.tsx';
import '../imports.css';

/** First step: the file. It is read and understood on the server; nothing is imported yet. */
export function NewImportPage() {
  const { t } = useTranslation('imports');
  usePageTitle(t('new'));
  const navigate = useNavigate();
  const [url, setUrl] = useUrlState();
  const entity = importEntities.find((one) => one === url.of) ?? 'lead';
  const inputId = useId();
  const [over, setOver] = useState(false);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const stored = await uploadFile(file, 'import');
      return api.post<ImportJob>('/v1/imports', { fileId: stored.id, entity });
    },
    onSuccess: (job) => void navigate(`/imports/${job.id}`, { replace: true }),
  });
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !upload.isPending) upload.mutate(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <Gate permission="imports.write" otherwise="explain">
      <div className="cz-page cz-reading">
        <header className="cz-page-head">
          <h1>{t('new')}</h1>
        </header>
        {entity === 'lead' && <PlanNote feature="leads.import" />}
        <Steps at="file" />
        <FormErrors error={upload.error} />
        <SelectField
          label={t('file.of')}
          value={entity}
          onChange={(of) => setUrl({ of })}
          choices={importEntities.map((value) => ({ value, label: capital(t(`noun.${value}`, { count: 2 })) }))}
        />
        <label
          className="cz-drop cz-panel"
          htmlFor={inputId}
          data-over={over}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          {upload.isPending ? <Spinner size={28} aria-label={t('file.reading')} /> : <Upload size={28} />}
          <strong>{upload.isPending ? t('file.reading') : t('file.drop')}</strong>
          <span className="cz-muted">{t('file.hint')}</span>
          <input
            id={inputId}
            className="cz-hidden"
            type="file"
            accept=".csv,.tsv,.txt,.xlsx,text/csv"
            disabled={upload.isPending}
            onChange={(event) => take(event.target.files)}
          />
        </label>
      </div>
    </Gate>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
