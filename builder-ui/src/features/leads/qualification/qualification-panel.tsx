import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lead } from '../../../../../api/contracts/leads.ts';
import type { Qualification } from '../../../../../api/contracts/qualification.ts';
import { claims, type FactorKey } from '../../../../../domain/leads/factors.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { useSaveQualification } from './use-qualification.ts';

interface PanelProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly lead: Lead;
  readonly data: Qualification;
  readonly readOnly: boolean;
}

/** Claims, their evidence and the notes: what a lead is qualified by. */
export function QualificationPanel({ isOpen, onClose, lead, data, readOnly }: PanelProps) {
  const { t } = useTranslation('leads');
  return (
    <SidePanel isOpen={isOpen} onClose={onClose} title={t('qualification.panel', { name: lead.name })} width={520}>
      {isOpen && <QualificationForm lead={lead} data={data} readOnly={readOnly} onDone={onClose} />}
    </SidePanel>
  );
}

type Factor = Qualification['factors'][number];
type Draft = Readonly<Partial<Record<FactorKey, Pick<Factor, 'claim' | 'source' | 'note'>>>>;

function QualificationForm({ lead, data, readOnly, onDone }: Omit<PanelProps, 'isOpen' | 'onClose'> & { onDone: () => void }) {
  const { t } = useTranslation('leads');
  const [draft, setDraft] = useState<Draft>({});
  const [notes, setNotes] = useState(data.notes ?? '');
  const save = useSaveQualification(lead.id);
  const submit = () =>
    save.mutate(
      { body: { factors: draft, ...(notes.trim() === (data.notes ?? '') ? {} : { notes: notes.trim() || null }) }, version: data.version },
      {
        onSuccess: () => {
          void toast(t('qualification.saved'));
          onDone();
        },
      },
    );
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <FormErrors error={save.error} />
      {data.factors.map((factor) => (
        <FactorFields
          key={factor.factor}
          factor={factor}
          value={draft[factor.factor] ?? factor}
          readOnly={readOnly}
          onChange={(value) => setDraft({ ...draft, [factor.factor]: value })}
        />
      ))}
      <TextField
        label={t('qualification.notes')}
        hint={t('qualification.notesHint')}
        lines={4}
        value={notes}
        onChange={setNotes}
        disabled={readOnly}
      />
      {!readOnly && (
        <div className="cz-row">
          <Button type="submit" intent="primary" loading={save.isPending} text={t('qualification.save')} />
        </div>
      )}
    </form>
  );
}

interface FactorFieldsProps {
  readonly factor: Factor;
  readonly value: Pick<Factor, 'claim' | 'source' | 'note'>;
  readonly readOnly: boolean;
  readonly onChange: (value: Pick<Factor, 'claim' | 'source' | 'note'>) => void;
}

function FactorFields({ factor, value, readOnly, onChange }: FactorFieldsProps) {
  const { t } = useTranslation('leads');
  const unknown = value.claim === 'unknown';
  // A source that the policy no longer allows is still shown as what it is.
  const sources =
    value.source && !factor.allowedSources.includes(value.source) ? [value.source, ...factor.allowedSources] : factor.allowedSources;
  const { claim, source, note } = value;
  return (
    <fieldset className="cz-factor">
      <legend>{factor.label ?? t(`factor.${factor.factor}.name`)}</legend>
      <p className="cz-meta">{factor.help ?? t(`factor.${factor.factor}.help`)}</p>
      <SelectField
        label={t('qualification.claim')}
        value={claim}
        disabled={readOnly}
        choices={claims.map((one) => ({ value: one, label: t(`claim.${one}`) }))}
        onChange={(next) => onChange(next === 'unknown' ? { claim: next, source: null, note: null } : { claim: next, source, note })}
      />
      <SelectField
        label={factor.requireEvidence ? t('qualification.evidence') : t('qualification.evidenceOptional')}
        value={source ?? ''}
        disabled={readOnly || unknown}
        choices={[
          { value: '', label: t('qualification.noEvidence') },
          ...sources.map((one) => ({ value: one, label: t(`source.${one}`) })),
        ]}
        onChange={(next) => onChange({ claim, source: sources.find((one) => one === next) ?? null, note })}
      />
      {!unknown && (
        <TextField
          label={t('qualification.evidenceNote')}
          value={note ?? ''}
          disabled={readOnly}
          onChange={(next) => onChange({ claim, source, note: next || null })}
        />
      )}
    </fieldset>
  );
}
