import { Button, Checkbox, HTMLSelect, HTMLTable, InputGroup } from '@blueprintjs/core';
import { ArrowRight } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportJob } from '../../../../../api/contracts/imports.ts';
import { isWork } from '../../../../../domain/imports/record-targets.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { useLockedFields } from '../../custom-fields/fields.ts';
import { type ColumnMapping, useImportActions } from '../imports.ts';
import { Notation } from './notation.tsx';

const newTypes = ['text', 'number', 'date', 'boolean', 'url'] as const;

/** Which column means what: guessed, and corrected here. What is unknown is offered as a field of one's own. */
export function MappingStep({ job, onChecked }: { job: ImportJob; onChecked: () => void }) {
  const { t } = useTranslation('imports');
  const [mapping, setMapping] = useState<ReadonlyMap<number, ColumnMapping>>(() => new Map(job.mapping.map((one) => [one.column, one])));
  const [onDuplicate, setOnDuplicate] = useState(job.onDuplicate);
  const [matchBy, setMatchBy] = useState(job.matchBy);
  const [createMissing, setCreateMissing] = useState(job.createMissing);
  const { check } = useImportActions(job);
  const of = (column: number): ColumnMapping => mapping.get(column) ?? { to: 'ignore', column };
  const change = (next: ColumnMapping) => setMapping(new Map(mapping).set(next.column, next));
  const all = job.columns.map((column) => of(column.index));
  const used = all.filter((one) => one.to !== 'ignore').length;
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        check.mutate({ mapping: all, onDuplicate, matchBy, createMissing }, { onSuccess: onChecked });
      }}
    >
      <FormErrors error={check.error} />
      <p className="cz-muted">
        {job.source !== null && `${t('map.source', { name: t(`map.sources.${job.source}`, { defaultValue: job.source }) })} `}
        {t('map.intro', { used, all: job.columns.length })}
      </p>
      <div className="cz-panel cz-scroll-x">
        <HTMLTable compact className="cz-mapping">
          <caption className="cz-hidden">{t('map.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('map.column')}</th>
              <th scope="col">{t('map.samples')}</th>
              <th scope="col">{t('map.goesTo')}</th>
            </tr>
          </thead>
          <tbody>
            {job.columns.map((column) => (
              <MappingRow key={column.index} column={column} job={job} value={of(column.index)} taken={all} onChange={change} />
            ))}
          </tbody>
        </HTMLTable>
      </div>
      <div className="cz-import-options">
        <SelectField
          label={t('map.duplicates')}
          hint={t(isWork(job.entity) ? 'map.onlyAdded' : `map.duplicateHint.${onDuplicate}`)}
          value={onDuplicate}
          onChange={setOnDuplicate}
          choices={(['skip', 'update', 'update_only'] as const)
            .filter((value) => value === 'skip' || !isWork(job.entity))
            .map((value) => ({ value, label: t(`map.duplicate.${value}`) }))}
        />
        <SelectField
          label={t('map.matchBy')}
          value={matchBy ?? 'usual'}
          onChange={(value) => setMatchBy(value === 'usual' ? null : value)}
          choices={[
            { value: 'usual' as const, label: t('map.match.usual', { keys: t(`map.match.${job.matchKeys[0] ?? 'name'}`) }) },
            ...job.matchKeys.map((value) => ({ value, label: t(`map.match.${value}`) })),
          ]}
        />
        {(job.entity === 'contact' || job.entity === 'deal') && (
          <Checkbox
            checked={createMissing}
            label={t('map.createMissing')}
            onChange={(event) => setCreateMissing(event.currentTarget.checked)}
          />
        )}
        <Button
          type="submit"
          intent="primary"
          endIcon={<ArrowRight />}
          loading={check.isPending}
          disabled={used === 0}
          text={t('map.check')}
        />
      </div>
    </form>
  );
}

function notationOf(value: ColumnMapping) {
  if (value.to === 'ignore') return {};
  const { dateOrder, decimal } = value;
  return { ...(dateOrder && { dateOrder }), ...(decimal && { decimal }) };
}

function typeOf(value: ColumnMapping, job: ImportJob): string {
  if (value.to === 'newField') return value.type;
  return value.to === 'field' ? (job.targets.find((target) => target.field === value.field)?.type ?? 'text') : 'text';
}

interface MappingRowProps {
  readonly column: ImportJob['columns'][number];
  readonly job: ImportJob;
  readonly value: ColumnMapping;
  readonly taken: readonly ColumnMapping[];
  readonly onChange: (value: ColumnMapping) => void;
}

function MappingRow({ column, job, value, taken, onChange }: MappingRowProps) {
  const { t } = useTranslation(['imports', 'records']);
  const chosen = value.to === 'field' ? `field:${value.field}` : value.to;
  const locked = useLockedFields(job.entity);
  // What a heading was taken for stays to be seen, so that it can be changed.
  const offered = job.targets.filter((target) => !locked.has(target.field) || chosen === `field:${target.field}`);
  const fieldsElsewhere = new Set(taken.flatMap((one) => (one.to === 'field' && one.column !== column.index ? [one.field] : [])));
  const choose = (choice: string) => {
    if (choice === 'ignore') return onChange({ to: 'ignore', column: column.index });
    if (choice === 'newField') {
      return onChange({
        to: 'newField',
        column: column.index,
        label: (column.label || column.heading).slice(0, 60) || t('imports:map.unnamed'),
        ...notationOf(value),
        type: 'text',
      });
    }
    onChange({ ...notationOf(value), to: 'field', column: column.index, field: choice.slice('field:'.length) });
  };
  const name = column.heading || t('imports:map.noHeading', { number: column.index + 1 });
  return (
    <tr data-ignored={value.to === 'ignore'}>
      <th scope="row">{name}</th>
      <td className="cz-mapping-samples">{column.samples.slice(0, 3).join(' · ')}</td>
      <td>
        <div className="cz-mapping-target">
          <HTMLSelect aria-label={t('imports:map.target', { name })} value={chosen} onChange={(event) => choose(event.target.value)}>
            <option value="ignore">{t('imports:map.ignore')}</option>
            {!isWork(job.entity) && <option value="newField">{t('imports:map.newField')}</option>}
            <optgroup label={t('imports:map.fields')}>
              {offered.map((target) => (
                <option key={target.field} value={`field:${target.field}`} disabled={fieldsElsewhere.has(target.field) && !target.multiple}>
                  {t([`imports:target.${target.field}`, `records:field.${target.field}`], { defaultValue: target.label })}
                </option>
              ))}
            </optgroup>
          </HTMLSelect>
          {value.to === 'newField' && (
            <>
              <InputGroup
                aria-label={t('imports:map.newLabel', { name })}
                value={value.label}
                maxLength={60}
                onChange={(event) => onChange({ ...value, label: event.target.value })}
              />
              <HTMLSelect
                aria-label={t('imports:map.newType', { name })}
                value={value.type}
                onChange={(event) => onChange({ ...value, type: newTypes.find((one) => one === event.target.value) ?? 'text' })}
              >
                {newTypes.map((type) => (
                  <option key={type} value={type}>
                    {t(`imports:map.type.${type}`)}
                  </option>
                ))}
              </HTMLSelect>
            </>
          )}
          <Notation name={name} value={value} type={typeOf(value, job)} onChange={onChange} />
        </div>
      </td>
    </tr>
  );
}
