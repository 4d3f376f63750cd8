import { Button, Checkbox, FormGroup } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Pipeline, type Stage, stageKinds } from '../../../../../api/contracts/pipelines.ts';
import type { Condition } from '../../../../../domain/expressions/ast.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { isEmptyCondition } from '../../builder/sentences/condition-words.ts';
import { ListConditionEditor } from '../../views/components/condition-filter.tsx';
import { useCustomFields } from '../../records/facts/custom-fields.ts';

const offered = [
  'amountMinor',
  'expectedCloseOn',
  'probability',
  'contactId',
  'companyId',
  'ownerUserId',
  'pain',
  'decisionMakers',
  'requirements',
  'buyingProcess',
  'successCriteria',
] as const;

interface StageFormProps {
  readonly pipeline: Pipeline;
  /** Absent: a new one. */
  readonly stage?: Stage;
  readonly onDone: () => void;
}

/** A stage: its name, chances, kind, and what a deal must have before it leaves it. */
export function StageForm({ pipeline, stage, onDone }: StageFormProps) {
  const { t } = useTranslation(['pipelines', 'records']);
  const client = useQueryClient();
  const custom = useCustomFields('deal');
  const [name, setName] = useState(stage?.name ?? '');
  const [probability, setProbability] = useState(String(stage?.probability ?? 0));
  const [kind, setKind] = useState<Stage['kind']>(stage?.kind ?? 'open');
  const [required, setRequired] = useState<readonly string[]>(stage?.exitCriteria.requiredFields ?? []);
  const [nextStep, setNextStep] = useState(stage?.exitCriteria.nextStep ?? false);
  const [condition, setCondition] = useState<Condition>(stage?.exitCriteria.condition ?? { kind: 'all', of: [] });
  const save = useMutation({
    mutationFn: async () => {
      const body = {
        name: name.trim(),
        kind,
        probability: Number(probability),
        exitCriteria: {
          requiredFields: kind === 'open' ? required : [],
          nextStep: kind === 'open' && nextStep,
          condition: kind !== 'open' || isEmptyCondition(condition) ? null : condition,
        },
      };
      return stage === undefined
        ? api.post<Pipeline>(`/v1/pipelines/${pipeline.id}/stages`, body)
        : (await api.patch<Pipeline>(`/v1/stages/${stage.id}`, body)).data;
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['pipelines'] });
      void client.invalidateQueries({ queryKey: ['deals'] });
      void toast(t('pipelines:saved'), 'success');
      onDone();
    },
  });
  const toggle = (field: string, on: boolean) => setRequired(on ? [...required, field] : required.filter((one) => one !== field));
  const choices = [
    ...offered.map((field) => ({ field: field as string, label: t(`records:field.${field}`) })),
    ...custom.map((field) => ({ field: `custom.${field.key}`, label: field.label })),
  ];
  return (
    <form
      className="cz-stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <FormErrors error={save.error} />
      <div className="cz-form" data-columns="2">
        <TextField autoFocus required wide label={t('pipelines:stage.name')} value={name} onChange={setName} maxLength={100} />
        <TextField
          type="number"
          min={0}
          max={100}
          required
          label={t('pipelines:stage.probability')}
          value={probability}
          onChange={setProbability}
        />
        <SelectField
          label={t('pipelines:stage.kind')}
          value={kind}
          choices={stageKinds.map((value) => ({ value, label: t(`pipelines:stage.kinds.${value}`) }))}
          onChange={setKind}
        />
      </div>
      {kind === 'open' && (
        <FormGroup label={t('pipelines:stage.demands')} role="group" aria-label={t('pipelines:stage.demands')}>
          {choices.map(({ field, label }) => (
            <Checkbox
              key={field}
              label={label}
              checked={required.includes(field)}
              onChange={(event) => toggle(field, event.currentTarget.checked)}
            />
          ))}
          <Checkbox
            label={t('pipelines:stage.nextStep')}
            checked={nextStep}
            onChange={(event) => setNextStep(event.currentTarget.checked)}
          />
          <ListConditionEditor entity="deal" label={t('pipelines:stage.condition')} value={condition} onChange={setCondition} />
        </FormGroup>
      )}
      <div className="cz-row">
        <Button type="submit" intent="primary" loading={save.isPending} disabled={name.trim() === ''} text={t('pipelines:stage.save')} />
        <Button variant="minimal" text={t('pipelines:cancel')} onClick={onDone} />
      </div>
    </form>
  );
}
