import { useTranslation } from 'react-i18next';
import type { CustomField } from '../../../../../api/contracts/custom-fields.ts';
import { TextField } from '../../../components/text-field.tsx';

type Rules = CustomField['rules'];

interface RuleFieldsProps {
  readonly type: CustomField['type'];
  readonly rules: Rules;
  readonly onChange: (rules: Rules) => void;
  readonly error: (pointer: string) => string | undefined;
}

/** What values must fulfil, as the type allows it. */
export function RuleFields({ type, rules, onChange, error }: RuleFieldsProps) {
  const { t } = useTranslation('custom-fields');
  const number = (text: string) => (text.trim() === '' ? null : Number(text));
  if (type === 'text') {
    return (
      <TextField
        label={t('rule.maxLength')}
        type="number"
        min={1}
        max={10_000}
        value={String(rules.maxLength ?? '')}
        error={error('/rules/maxLength')}
        onChange={(text) => onChange({ ...rules, maxLength: number(text) })}
      />
    );
  }
  if (type !== 'number' && type !== 'currency' && type !== 'date') return null;
  const read = type === 'date' ? (text: string) => text || null : number;
  const input = type === 'date' ? 'date' : 'number';
  return (
    <div className="cz-form" data-columns="2">
      <TextField
        label={t('rule.min')}
        type={input}
        step="any"
        value={String(rules.min ?? '')}
        error={error('/rules/min')}
        onChange={(text) => onChange({ ...rules, min: read(text) })}
      />
      <TextField
        label={t('rule.max')}
        type={input}
        step="any"
        value={String(rules.max ?? '')}
        error={error('/rules/max')}
        onChange={(text) => onChange({ ...rules, max: read(text) })}
      />
      {type !== 'date' && (
        <TextField
          label={t('rule.decimals')}
          type="number"
          min={0}
          max={10}
          value={String(rules.decimals ?? '')}
          error={error('/rules/decimals')}
          onChange={(text) => onChange({ ...rules, decimals: number(text) })}
        />
      )}
      {type === 'currency' && (
        <TextField
          label={t('rule.currency')}
          hint={t('rule.currencyHint')}
          maxLength={3}
          value={rules.currency ?? ''}
          error={error('/rules/currency')}
          onChange={(text) => onChange({ ...rules, currency: text.toUpperCase() || null })}
        />
      )}
    </div>
  );
}
