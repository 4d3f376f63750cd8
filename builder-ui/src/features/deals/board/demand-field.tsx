import { Checkbox } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StageDemand } from '../../../../../api/contracts/deals.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useCustomFields } from '../../records/facts/custom-fields.ts';
import { type PickedRecord, RecordPicker } from '../../records/record-picker.tsx';
import { UserSelect } from '../../records/user-select.tsx';
import { toMinor } from '../money.ts';

/** The fields to ask for, each once; those that cannot be written here are only named. */
export function demandFields(missing: readonly StageDemand[]): readonly string[] {
  const fields = new Set(missing.flatMap((demand) => demand.fields));
  return [...fields].filter((field) => writable.has(field) || field.startsWith('custom.'));
}

const writable: ReadonlySet<string> = new Set([
  'name',
  'amountMinor',
  'currency',
  'expectedCloseOn',
  'probability',
  'contactId',
  'companyId',
  'ownerUserId',
  'pain',
  'requirements',
  'buyingProcess',
  'successCriteria',
  'decisionMakers',
]);

interface DemandFieldProps {
  readonly field: string;
  readonly currency: string;
  readonly autoFocus: boolean;
  readonly onChange: (value: unknown) => void;
}

/** The field of a deal as a form asks for it. */
export function DemandField({ field, currency, autoFocus, onChange }: DemandFieldProps) {
  const { t } = useTranslation('records');
  const [text, setText] = useState('');
  const [record, setRecord] = useState<PickedRecord | null>(null);
  const custom = useCustomFields('deal').find((one) => `custom.${one.key}` === field);
  const label = custom?.label ?? t(`field.${field}`);
  const write = (read: (text: string) => unknown) => (next: string) => {
    setText(next);
    onChange(next.trim() === '' ? undefined : (read(next.trim()) ?? undefined));
  };
  const shared = { autoFocus, value: text, required: true };
  if (field === 'amountMinor')
    return (
      <TextField {...shared} label={`${label} (${currency})`} inputMode="decimal" onChange={write((next) => toMinor(next, currency))} />
    );
  if (field === 'contactId' || field === 'companyId' || field === 'decisionMakers')
    return (
      <RecordPicker
        path={field === 'companyId' ? 'companies' : 'contacts'}
        label={label}
        autoFocus={autoFocus}
        value={record}
        onChange={(next) => {
          setRecord(next);
          onChange(next?.id);
        }}
      />
    );
  if (field === 'ownerUserId' || custom?.type === 'user')
    return (
      <UserSelect
        label={label}
        value={text || null}
        onChange={(next) => {
          setText(next ?? '');
          onChange(next ?? undefined);
        }}
      />
    );
  if (field === 'expectedCloseOn' || custom?.type === 'date')
    return <TextField {...shared} type="date" label={label} onChange={write((next) => next)} />;
  if (field === 'probability' || custom?.type === 'number' || custom?.type === 'currency')
    return <TextField {...shared} type="number" label={label} onChange={write(Number)} />;
  if (custom?.type === 'boolean') return <Checkbox label={label} onChange={(event) => onChange(event.currentTarget.checked)} />;
  if (custom?.type === 'select' || custom?.type === 'multiselect')
    return (
      <SelectField
        label={label}
        value={text}
        choices={[{ value: '', label: '' }, ...custom.options.map((option) => ({ value: option.value, label: option.label }))]}
        onChange={write((next) => (custom.type === 'multiselect' ? [next] : next))}
      />
    );
  return <TextField {...shared} label={label} onChange={write((next) => next)} />;
}
