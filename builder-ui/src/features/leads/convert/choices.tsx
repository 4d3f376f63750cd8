import { Radio, RadioGroup, Tag } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversionView } from '../../../../../api/contracts/conversion.ts';
import { TextField } from '../../../components/text-field.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { toMinor } from '../../deals/money.ts';
import { type PickedRecord, RecordPicker } from '../../records/record-picker.tsx';

/** From here on a match is linked unless the person says otherwise. */
export const sureFrom = 100;

type Suggested = ConversionView['suggested'];

export interface Choices {
  /** `link` null: a new contact. */
  readonly contact: { readonly link: string | null; readonly fields: Suggested['contact'] };
  readonly company: {
    readonly mode: 'create' | 'link' | 'none';
    readonly link: string | null;
    readonly fields: NonNullable<Suggested['company']>;
  };
  readonly deal: {
    readonly mode: 'create' | 'link' | 'none';
    readonly link: PickedRecord | null;
    readonly name: string;
    readonly amount: string;
    readonly custom: NonNullable<Suggested['deal']['custom']>;
  };
}

interface ChoiceProps<K extends keyof Choices> {
  readonly value: Choices[K];
  readonly onChange: (value: Choices[K]) => void;
}

type Match = ConversionView['contacts'][number];

function MatchLabel({ match }: { match: Match }) {
  const { t } = useTranslation('leads');
  return (
    <span>
      {match.record.name} <Tag minimal>{t('convert.likely', { score: match.score })}</Tag>{' '}
      <span className="cz-meta">
        {[match.detail, match.reasons.map((reason) => t(`convert.reason.${reason}`)).join(', ')].filter(Boolean).join(' · ')}
      </span>
    </span>
  );
}

export function ContactChoice({ view, value, onChange }: ChoiceProps<'contact'> & { view: ConversionView }) {
  const { t } = useTranslation('leads');
  const name = useId();
  const set = (field: 'firstName' | 'lastName' | 'email' | 'phone' | 'jobTitle') => (text: string) =>
    onChange({ ...value, fields: { ...value.fields, [field]: text || null } });
  return (
    <section className="cz-panel" aria-labelledby={`${name}-head`}>
      <div className="cz-panel-head">
        <h2 id={`${name}-head`} className="cz-label">
          {t('convert.contact')}
        </h2>
      </div>
      <div className="cz-panel-body">
        <RadioGroup
          name={name}
          aria-labelledby={`${name}-head`}
          selectedValue={value.link ?? 'create'}
          onChange={(event) => onChange({ ...value, link: event.currentTarget.value === 'create' ? null : event.currentTarget.value })}
        >
          {view.contacts.map((match) => (
            <Radio key={match.record.id} value={match.record.id} labelElement={<MatchLabel match={match} />} />
          ))}
          <Radio value="create" label={t('convert.newContact')} />
        </RadioGroup>
        {value.link === null &&
          (['firstName', 'lastName', 'email', 'phone', 'jobTitle'] as const).map((field) => (
            <TextField key={field} label={t(`convert.field.${field}`)} value={value.fields[field] ?? ''} onChange={set(field)} />
          ))}
      </div>
    </section>
  );
}

export function CompanyChoice({ view, value, onChange }: ChoiceProps<'company'> & { view: ConversionView }) {
  const { t } = useTranslation('leads');
  const name = useId();
  const selected = value.mode === 'link' ? (value.link ?? 'create') : value.mode;
  const choose = (next: string) =>
    onChange(next === 'create' || next === 'none' ? { ...value, mode: next } : { ...value, mode: 'link', link: next });
  const set = (field: 'domain' | 'website' | 'city' | 'country') => (text: string) =>
    onChange({ ...value, fields: { ...value.fields, [field]: text || null } });
  return (
    <section className="cz-panel" aria-labelledby={`${name}-head`}>
      <div className="cz-panel-head">
        <h2 id={`${name}-head`} className="cz-label">
          {t('convert.company')}
        </h2>
      </div>
      <div className="cz-panel-body">
        <RadioGroup
          name={name}
          aria-labelledby={`${name}-head`}
          selectedValue={selected}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {view.companies.map((match) => (
            <Radio key={match.record.id} value={match.record.id} labelElement={<MatchLabel match={match} />} />
          ))}
          <Radio value="create" label={t('convert.newCompany')} />
          <Radio value="none" label={t('convert.noCompany')} />
        </RadioGroup>
        {value.mode === 'create' && (
          <>
            <TextField
              label={t('convert.companyName')}
              required
              value={value.fields.name}
              onChange={(text) => onChange({ ...value, fields: { ...value.fields, name: text } })}
            />
            {(['domain', 'website', 'city', 'country'] as const).map((field) => (
              <TextField key={field} label={t(`convert.field.${field}`)} value={value.fields[field] ?? ''} onChange={set(field)} />
            ))}
          </>
        )}
      </div>
    </section>
  );
}

export function DealChoice({ value, onChange }: ChoiceProps<'deal'>) {
  const { t } = useTranslation('leads');
  const name = useId();
  const { currency } = useSession().me.tenant;
  const modes = ['create', 'link', 'none'] as const;
  return (
    <section className="cz-panel" aria-labelledby={`${name}-head`}>
      <div className="cz-panel-head">
        <h2 id={`${name}-head`} className="cz-label">
          {t('convert.deal')}
        </h2>
      </div>
      <div className="cz-panel-body">
        <RadioGroup
          name={name}
          aria-labelledby={`${name}-head`}
          selectedValue={value.mode}
          onChange={(event) => onChange({ ...value, mode: modes.find((mode) => mode === event.currentTarget.value) ?? 'none' })}
        >
          <Radio value="create" label={t('convert.newDeal')} />
          <Radio value="link" label={t('convert.knownDeal')} />
          <Radio value="none" label={t('convert.noDeal')} />
        </RadioGroup>
        {value.mode === 'link' && (
          <RecordPicker path="deals" label={t('convert.whichDeal')} value={value.link} onChange={(link) => onChange({ ...value, link })} />
        )}
        {value.mode === 'create' && (
          <>
            <TextField label={t('convert.dealName')} required value={value.name} onChange={(next) => onChange({ ...value, name: next })} />
            <TextField
              label={t('convert.amountIn', { currency })}
              inputMode="decimal"
              error={value.amount.trim() !== '' && toMinor(value.amount, currency) === null ? t('convert.noAmount') : undefined}
              value={value.amount}
              onChange={(amount) => onChange({ ...value, amount })}
            />
          </>
        )}
      </div>
    </section>
  );
}
