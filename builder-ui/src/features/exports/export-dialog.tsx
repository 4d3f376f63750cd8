import { Button, Checkbox, Dialog, DialogBody, DialogFooter, ProgressBar } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ExportJob } from '../../../../api/contracts/exports.ts';
import { exportFields } from '../../../../domain/exports/export-columns.ts';
import type { ListEntity } from '../../../../domain/records/list-entities.ts';
import { FormErrors } from '../../components/form-errors.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { api } from '../../lib/api/fetch-json.ts';
import { useFormats, useTimeZone } from '../../lib/use-formats.ts';
import { useInertRoot } from '../../lib/use-inert-root.ts';
import { wordsOf } from '../builder/model/fields.ts';
import { useListWorld } from '../views/components/use-list-world.ts';
import { type ExportSelection, type ExportWish, fileOf, isWorking, useExport } from './exports.ts';
import { shownFields } from './shown-fields.ts';
import './exports.css';

interface ExportDialogProps {
  readonly entity: ListEntity;
  readonly selection: ExportSelection;
  /** Columns of the table, by their ids. */
  readonly shown: readonly string[];
  readonly sort: string;
  readonly name: string | undefined;
  readonly onClose: () => void;
}

const formats = ['xlsx', 'csv'] as const;

/** Which format and columns, how far it is, and the file. */
export function ExportDialog({ entity, selection, shown, sort, name, onClose }: ExportDialogProps) {
  const { t } = useTranslation('exports');
  const client = useQueryClient();
  const timeZone = useTimeZone();
  const fields = useFields(entity);
  const [format, setFormat] = useState<ExportWish['format']>('xlsx');
  const usual = shownFields(entity, shown);
  const [own, setChosen] = useState<ReadonlySet<string> | null>(null);
  const chosen = own ?? new Set(usual.length > 0 ? usual : fields.map((field) => field.key));
  const [id, setId] = useState<string | undefined>();
  const job = useExport(id).data;
  useInertRoot(true);
  const begin = useMutation({
    mutationFn: () => {
      const columns = fields.filter((field) => chosen.has(field.key)).map((field) => ({ field: field.key, heading: field.label }));
      return api.post<ExportJob>('/v1/exports', {
        entity,
        format,
        columns,
        selection,
        sort,
        timeZone,
        ...(name === undefined ? {} : { name }),
      });
    },
    onSuccess: (made) => {
      setId(made.id);
      client.setQueryData(['exports', made.id], made);
      void client.invalidateQueries({ queryKey: ['exports', 'list'] });
    },
  });
  const cancel = useMutation({
    mutationFn: () => api.post<ExportJob>(`/v1/exports/${id ?? ''}/cancel`),
    onSuccess: (stopped) => client.setQueryData(['exports', stopped.id], stopped),
  });
  return (
    <Dialog isOpen onClose={onClose} title={t('dialog.title')} canOutsideClickClose={false}>
      <DialogBody>
        <div className="cz-stack">
          <FormErrors error={begin.error ?? cancel.error} />
          {job === undefined ? (
            <>
              <SelectField
                label={t('dialog.format')}
                value={format}
                onChange={setFormat}
                choices={formats.map((value) => ({ value, label: t(`format.${value}`) }))}
              />
              <ColumnChoice fields={fields} usual={usual} chosen={chosen} onChange={setChosen} />
            </>
          ) : (
            <ExportProgress job={job} />
          )}
        </div>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            {job !== undefined && isWorking(job) && <Button text={t('stop')} loading={cancel.isPending} onClick={() => cancel.mutate()} />}
            <Button text={t(job === undefined ? 'dialog.cancel' : 'dialog.close')} onClick={onClose} />
            {job === undefined && (
              <Button
                intent="primary"
                text={t('dialog.begin')}
                disabled={chosen.size === 0 || fields.length === 0}
                loading={begin.isPending}
                onClick={() => begin.mutate()}
              />
            )}
            {job?.status === 'completed' && (
              <a className="bp6-button bp6-intent-primary" href={fileOf(job)} download={job.fileName}>
                {t('download')}
              </a>
            )}
          </>
        }
      />
    </Dialog>
  );
}

interface NamedField {
  readonly key: string;
  readonly label: string;
}

/** All that can stand in the file, in the reader's words. */
function useFields(entity: ListEntity): readonly NamedField[] {
  const { t } = useTranslation(['builder', 'exports']);
  const { lookups } = useListWorld(entity);
  return exportFields(lookups.catalogue, entity).map(({ key, label }) => ({
    key,
    label:
      label ??
      (key === 'about'
        ? t('exports:about')
        : t(`builder:fields.${entity}.${key}`, { defaultValue: wordsOf(key.split('.').at(-1) ?? key) })),
  }));
}

interface ColumnChoiceProps {
  readonly fields: readonly NamedField[];
  readonly usual: readonly string[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

function ColumnChoice({ fields, usual, chosen, onChange }: ColumnChoiceProps) {
  const { t } = useTranslation('exports');
  const toggle = (key: string): void => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    onChange(next);
  };
  return (
    <fieldset className="cz-export-columns">
      <legend>{t('dialog.columns', { count: chosen.size })}</legend>
      <div className="cz-row cz-row-wrap">
        {usual.length > 0 && <Button size="small" variant="minimal" text={t('dialog.shown')} onClick={() => onChange(new Set(usual))} />}
        <Button size="small" variant="minimal" text={t('dialog.all')} onClick={() => onChange(new Set(fields.map((field) => field.key)))} />
      </div>
      <div className="cz-export-fields">
        {fields.map((field) => (
          <Checkbox key={field.key} label={field.label} checked={chosen.has(field.key)} onChange={() => toggle(field.key)} />
        ))}
      </div>
    </fieldset>
  );
}

function ExportProgress({ job }: { job: ExportJob }) {
  const { t } = useTranslation('exports');
  const format = useFormats();
  const part = job.total === null || job.total === 0 ? 0 : job.done / job.total;
  return (
    <>
      <p role="status">{job.problem?.message ?? t(`state.${job.status}`, { count: job.done, shown: format.number(job.done) })}</p>
      {isWorking(job) && <ProgressBar value={job.status === 'packing' ? 1 : part} aria-label={t('progress')} />}
      {isWorking(job) && (
        <p className="cz-meta">
          {t('dialog.goOn')} <Link to="/exports">{t('title')}</Link>
        </p>
      )}
    </>
  );
}
