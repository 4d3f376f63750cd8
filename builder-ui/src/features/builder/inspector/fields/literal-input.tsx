import { HTMLSelect, InputGroup, NumericInput } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import type { ValueType } from '../../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { fromZonedInput, toZonedInput } from '../../../../components/zoned-input.ts';
import { useConditionWorld } from '../../model/condition-world.ts';
import type { FieldInfo } from '../../model/fields.ts';

interface LiteralInputProps {
  readonly label: string;
  readonly type: ValueType;
  readonly options?: FieldInfo['options'];
  readonly value: Json;
  readonly onChange: (value: Json) => void;
  readonly id?: string;
}

/** One value, entered as its type wants it. The label is for those who do not see where it stands in the sentence. */
export function LiteralInput(props: LiteralInputProps) {
  if (props.options !== undefined && props.options.length > 0) return <OptionInput {...props} options={props.options} />;
  switch (props.type) {
    case 'boolean':
      return <YesNoInput {...props} />;
    case 'number':
      return <NumberInput {...props} factor={1} />;
    case 'currency':
      return <NumberInput {...props} factor={100} />;
    case 'user':
      return <UserInput {...props} />;
    case 'date':
      return <PlainInput {...props} kind="date" />;
    case 'datetime':
      return <InstantInput {...props} />;
    default:
      return <PlainInput {...props} kind="text" />;
  }
}

function textValue(value: Json): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function OptionInput({ label, options, value, onChange, id }: LiteralInputProps & { readonly options: NonNullable<FieldInfo['options']> }) {
  const { t } = useTranslation('builder');
  const known = options.some((option) => option.value === value);
  return (
    <HTMLSelect id={id} fill aria-label={label} value={textValue(value)} onChange={(event) => onChange(event.target.value)}>
      {!known && <option value={textValue(value)}>{textValue(value) || t('pick.value')}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </HTMLSelect>
  );
}

function YesNoInput({ label, value, onChange, id }: LiteralInputProps) {
  const { t } = useTranslation('builder');
  return (
    <HTMLSelect
      id={id}
      fill
      aria-label={label}
      value={value === true ? 'yes' : value === false ? 'no' : ''}
      onChange={(event) => onChange(event.target.value === 'yes')}
    >
      {typeof value !== 'boolean' && <option value="">{t('pick.value')}</option>}
      <option value="yes">{t('condition.yes')}</option>
      <option value="no">{t('condition.no')}</option>
    </HTMLSelect>
  );
}

/** Money is kept in minor units and typed in major ones. */
function NumberInput({ label, value, onChange, id, factor }: LiteralInputProps & { readonly factor: number }) {
  return (
    <NumericInput
      id={id}
      fill
      buttonPosition="none"
      aria-label={label}
      value={typeof value === 'number' ? value / factor : ''}
      onValueChange={(number, text) => {
        if (text === '') onChange(null);
        else if (Number.isFinite(number)) onChange(Math.round(number * factor * 1e6) / 1e6);
      }}
    />
  );
}

function UserInput({ label, value, onChange, id }: LiteralInputProps) {
  const { t } = useTranslation('builder');
  const { lookups } = useConditionWorld();
  return (
    <HTMLSelect id={id} fill aria-label={label} value={textValue(value)} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t('pick.user')}</option>
      {lookups.users.map((user) => (
        <option key={user.id} value={user.id}>
          {user.name}
        </option>
      ))}
    </HTMLSelect>
  );
}

function PlainInput({ label, value, onChange, id, kind }: LiteralInputProps & { readonly kind: 'text' | 'date' }) {
  return (
    <InputGroup id={id} fill type={kind} aria-label={label} value={textValue(value)} onChange={(event) => onChange(event.target.value)} />
  );
}

function InstantInput({ label, value, onChange, id }: LiteralInputProps) {
  const { words } = useConditionWorld();
  const text = textValue(value);
  // A plain date stands for that whole day; an instant is shown in the reader's zone.
  const shown = text === '' ? '' : /T/.test(text) ? toZonedInput(text, words.timeZone) : `${text}T00:00`;
  return (
    <InputGroup
      id={id}
      fill
      type="datetime-local"
      aria-label={label}
      value={shown}
      onChange={(event) => onChange(fromZonedInput(event.target.value, words.timeZone))}
    />
  );
}
