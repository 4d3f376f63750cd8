import { HTMLSelect } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListEntity } from '../../../../domain/records/list-entities.ts';
import type { Json } from '../../../../domain/json.ts';
import { DateTimeField } from '../../components/date-time-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { LiteralInput } from '../builder/inspector/fields/literal-input.tsx';
import { ConditionWorldContext } from '../builder/model/condition-world.ts';
import { useLockedFields } from '../custom-fields/fields.ts';
import { UserSelect } from '../records/user-select.tsx';
import { useListWorld } from '../views/components/use-list-world.ts';
import type { BulkAction, BulkKind } from './bulk.ts';

interface BulkFormProps {
  readonly entity: ListEntity;
  readonly kind: BulkKind;
  readonly value: BulkAction | null;
  readonly onChange: (action: BulkAction | null) => void;
}

/** What a change needs to know: an owner, a tag, a field and its value. */
export function BulkForm({ entity, kind, value, onChange }: BulkFormProps) {
  const { t } = useTranslation('bulk');
  switch (kind) {
    case 'archive':
      return <p>{t('archiveText')}</p>;
    case 'complete':
      return <p>{t('completeText')}</p>;
    case 'reschedule':
      return (
        <DateTimeField
          label={t('dueAt')}
          value={value?.kind === 'reschedule' ? value.dueAt : null}
          onChange={(dueAt) => onChange(dueAt === null ? null : { kind: 'reschedule', dueAt })}
        />
      );
    case 'assign':
      return (
        <UserSelect
          label={t('owner')}
          value={value?.kind === 'assign' ? value.ownerUserId : null}
          onChange={(ownerUserId) => onChange({ kind: 'assign', ownerUserId })}
        />
      );
    case 'add_tag':
    case 'remove_tag':
      return (
        <TextField
          autoFocus
          label={t('tag')}
          value={value !== null && 'tag' in value ? value.tag : ''}
          onChange={(tag) => onChange(tag.trim() === '' ? null : { kind, tag: tag.trim() })}
        />
      );
    case 'update':
      return <FieldForm entity={entity} onChange={onChange} />;
  }
}

/** A field that may be written and what it becomes; an empty value takes the old one away. */
function FieldForm({ entity, onChange }: { entity: ListEntity; onChange: (action: BulkAction | null) => void }) {
  const { t } = useTranslation('bulk');
  const world = useListWorld(entity);
  const [path, setPath] = useState('');
  const [value, setValue] = useState<Json>(null);
  const locked = useLockedFields(entity);
  const fields = world.words.fields.all.filter(
    (one) => one.writable && one.path.startsWith(`${entity}.`) && !locked.has(one.path.slice(entity.length + 1)),
  );
  const field = fields.find((one) => one.path === path);
  const change = (nextPath: string, next: Json) => {
    setPath(nextPath);
    setValue(next);
    const key = nextPath.slice(entity.length + 1);
    const own = key.startsWith('custom.') ? { custom: { [key.slice('custom.'.length)]: empty(next) } } : { [key]: empty(next) };
    onChange(nextPath === '' ? null : { kind: 'update', patch: own });
  };
  return (
    <ConditionWorldContext value={world}>
      <HTMLSelect fill aria-label={t('field')} value={path} onChange={(event) => change(event.target.value, null)}>
        <option value="">{t('chooseField')}</option>
        {fields.map((one) => (
          <option key={one.path} value={one.path}>
            {one.label}
          </option>
        ))}
      </HTMLSelect>
      {field !== undefined && (
        <LiteralInput label={t('value')} type={field.type} options={field.options} value={value} onChange={(next) => change(path, next)} />
      )}
    </ConditionWorldContext>
  );
}

function empty(value: Json): Json {
  return value === '' ? null : value;
}
