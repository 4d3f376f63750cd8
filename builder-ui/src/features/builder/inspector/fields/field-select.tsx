import { HTMLSelect } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import type { ValueType } from '../../../../../../domain/expressions/ast.ts';
import type { FieldBook, FieldInfo } from '../../model/fields.ts';
import { fieldWords } from '../../sentences/condition-words.ts';
import { useConditionWorld } from '../../model/condition-world.ts';

interface FieldSelectProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly only?: (field: FieldInfo) => boolean;
  /** Entries before the fields, e.g. "the result of a step". */
  readonly first?: readonly { readonly value: string; readonly label: string }[];
  readonly id?: string;
  /** Offers what earlier steps gave, too. */
  readonly withResults?: boolean;
  /** Other fields than those in scope. */
  readonly book?: FieldBook | undefined;
}

/** Fields under the heading they belong to; the platform's list, so typing a few letters finds one. */
export function FieldSelect({ label, value, onChange, only, first = [], id, withResults = false, book }: FieldSelectProps) {
  const { t } = useTranslation('builder');
  const { words } = useConditionWorld();
  const fields = (book ?? words.fields).all.filter(
    (field) => (withResults || !field.path.startsWith('steps.')) && (only === undefined || only(field)),
  );
  const known = value === '' || fields.some((field) => field.path === value) || first.some((one) => one.value === value);
  return (
    <HTMLSelect id={id} fill aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {value === '' && <option value="">{t('pick.field')}</option>}
      {!known && <option value={value}>{fieldWords(words, value)}</option>}
      {first.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
      {groupsOf(fields).map(([group, list]) => (
        <optgroup key={group} label={group}>
          {list.map((field) => (
            <option key={field.path} value={field.path}>
              {field.label}
            </option>
          ))}
        </optgroup>
      ))}
    </HTMLSelect>
  );
}

function groupsOf(fields: readonly FieldInfo[]): [string, FieldInfo[]][] {
  const groups = new Map<string, FieldInfo[]>();
  for (const field of fields) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
  return [...groups];
}

export function typeOfPath(fields: FieldBook, path: string): ValueType {
  return fields.find(path)?.type ?? 'unknown';
}
