import { FormGroup, HTMLSelect } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../../../../domain/json.ts';
import { useBuilder } from '../../model/builder-context.ts';
import { expressionWords } from '../../sentences/condition-words.ts';
import { looseOf, textOf } from '../../sentences/words.ts';

interface PersonEditorProps {
  readonly label: string;
  readonly value: JsonObject;
  readonly onChange: (value: JsonObject) => void;
  readonly error?: string | undefined;
  readonly param?: string;
}

/** The owner, their manager, or somebody by name: one list, as it is read. */
export function PersonEditor({ label, value, onChange, error, param }: PersonEditorProps) {
  const { t } = useTranslation('builder');
  const { lookups, words } = useBuilder();
  const id = useId();
  const kind = textOf(value.kind);
  const chosen = kind === 'user' ? `user:${textOf(value.userId)}` : kind;
  const known = kind !== 'user' || lookups.users.some((user) => user.id === value.userId);
  const choose = (next: string) => onChange(next.startsWith('user:') ? { kind: 'user', userId: next.slice(5) } : { kind: next });
  return (
    <FormGroup label={label} labelFor={id} intent={error ? 'danger' : 'none'} helperText={error}>
      <HTMLSelect
        id={id}
        fill
        data-param={param}
        value={chosen}
        aria-invalid={error !== undefined || undefined}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="owner">{t('people.owner')}</option>
        <option value="manager">{t('people.manager')}</option>
        {kind === 'expression' && <option value="expression">{expressionWords(words, looseOf(value.value) as never)}</option>}
        {!known && <option value={chosen}>{textOf(value.userId) === '' ? t('pick.user') : t('gone.user')}</option>}
        <optgroup label={t('people.byName')}>
          {lookups.users.map((user) => (
            <option key={user.id} value={`user:${user.id}`}>
              {user.name}
            </option>
          ))}
        </optgroup>
      </HTMLSelect>
    </FormGroup>
  );
}
