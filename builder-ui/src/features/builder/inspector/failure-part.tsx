import { Checkbox, FormGroup, NumericInput } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { DefinitionNode, FailureRule, RetryRule } from '../../../../../domain/automation/definition/definition.ts';
import { errorClasses } from '../../../../../domain/automation/definition/definition.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { targetOf } from '../draft/graph.ts';
import { useBuilder } from '../model/builder-context.ts';
import { specOf } from '../model/step-catalogue.ts';

const rules = ['automation', 'hold', 'fail', 'go_on'] as const;

/** How often a step is tried again, after which errors, and what its failure does in the end. */
export function FailurePart({ node }: { node: DefinitionNode }) {
  const { t } = useTranslation('builder');
  const { definition, store, readOnly } = useBuilder();
  const rule = node.onFailure ?? {};
  const set = (next: FailureRule) => store.dispatch({ type: 'failure', nodeId: node.id, onFailure: next });
  const branch = targetOf(definition, node.id, 'error') !== null;
  return (
    <section className="cz-inspector-part">
      <h3>{t('failure.title')}</h3>
      <fieldset disabled={readOnly} className="cz-stack">
        <legend className="cz-hidden">{t('failure.title')}</legend>
        <Checkbox
          label={t('failure.ownRetries')}
          checked={rule.retry !== undefined}
          onChange={(event) => set({ ...rule, retry: event.currentTarget.checked ? usualOf(node) : undefined })}
        />
        {rule.retry !== undefined && <Retries retry={rule.retry} set={(retry) => set({ ...rule, retry })} />}
        <SelectField
          label={t('failure.rule')}
          value={rule.rule ?? 'automation'}
          choices={rules.map((value) => ({ value, label: t(`failure.rules.${value}`) }))}
          onChange={(next) => set({ ...rule, rule: next === 'automation' ? undefined : next })}
          hint={branch ? t('failure.branchFirst') : undefined}
        />
      </fieldset>
    </section>
  );
}

function usualOf(node: DefinitionNode): RetryRule {
  const { on: _on, ...retry } = specOf(node.type).retry;
  return { ...retry, on: ['unavailable', 'fault'] };
}

function Retries({ retry, set }: { retry: RetryRule; set: (retry: RetryRule) => void }) {
  const { t } = useTranslation('builder');
  return (
    <>
      <div className="cz-pair">
        <Whole label={t('failure.attempts')} value={retry.attempts} min={1} max={50} set={(attempts) => set({ ...retry, attempts })} />
        <Whole
          label={t('failure.firstDelay')}
          value={retry.firstDelaySeconds}
          min={0}
          max={86_400}
          set={(firstDelaySeconds) => set({ ...retry, firstDelaySeconds })}
        />
        <Whole label={t('failure.factor')} value={retry.factor} min={1} max={10} set={(factor) => set({ ...retry, factor })} />
        <Whole
          label={t('failure.maxDelay')}
          value={retry.maxDelaySeconds}
          min={0}
          max={604_800}
          set={(maxDelaySeconds) => set({ ...retry, maxDelaySeconds })}
        />
      </div>
      <FormGroup label={t('failure.on')}>
        {errorClasses.map((one) => (
          <Checkbox
            key={one}
            label={t(`failure.classes.${one}`)}
            checked={retry.on.includes(one)}
            onChange={(event) =>
              set({ ...retry, on: errorClasses.filter((each) => (each === one ? event.currentTarget.checked : retry.on.includes(each))) })
            }
          />
        ))}
      </FormGroup>
    </>
  );
}

interface WholeProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly set: (value: number) => void;
}

function Whole({ label, value, min, max, set }: WholeProps) {
  const id = useId();
  return (
    <FormGroup label={label} labelFor={id}>
      <NumericInput
        id={id}
        fill
        min={min}
        max={max}
        clampValueOnBlur
        value={value}
        onValueChange={(next) => Number.isInteger(next) && next >= min && next <= max && set(next)}
      />
    </FormGroup>
  );
}
