import { Button, FormGroup, NumericInput } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { mostBranches } from '../../../../../../domain/automation/nodes/branches.ts';
import type { Condition } from '../../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { SelectField } from '../../../../components/select-field.tsx';
import { TextField } from '../../../../components/text-field.tsx';
import { type Loose, looseOf, textOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';
import { ConditionEditor } from '../fields/condition-editor.tsx';

interface BranchesProps extends EditorProps {
  /** What a new branch begins with. */
  readonly fresh: Loose;
  readonly children: (branch: Loose, pointer: string) => React.ReactNode;
}

/** Branches with names; an id once given stays, so that what hangs on a branch keeps hanging there. */
function Branches({ config, set, errorAt, fresh, children }: BranchesProps) {
  const { t } = useTranslation('builder');
  const branches: readonly Loose[] = Array.isArray(config.branches) ? config.branches.map((one: Json) => looseOf(one)) : [];
  const error = errorAt('/branches');
  return (
    <div className="cz-stack" data-param="branches">
      {branches.map((branch, index) => (
        <fieldset key={textOf(branch.id)} className="cz-change">
          <legend className="cz-label">{t('editors.branch', { number: index + 1 })}</legend>
          <TextField
            label={t('editors.branchName')}
            value={textOf(branch.label)}
            maxLength={80}
            onChange={(label) => set(`/branches/${index}/label`, label)}
          />
          {children(branch, `/branches/${index}`)}
          {branches.length > 1 && (
            <Button
              variant="minimal"
              size="small"
              icon={<Cross />}
              text={t('editors.removeBranch', { number: index + 1 })}
              onClick={() => set(`/branches/${index}`, undefined)}
            />
          )}
        </fieldset>
      ))}
      {error !== undefined && <p className="cz-field-error">{error}</p>}
      <span>
        <Button
          icon={<Plus />}
          text={t('editors.addBranch')}
          disabled={branches.length >= mostBranches}
          onClick={() => set('/branches', [...(branches as readonly Json[]), { id: freeId(branches), label: '', ...fresh }])}
        />
      </span>
    </div>
  );
}

/** The next letter that no branch has. */
function freeId(branches: readonly Loose[]): string {
  const taken = new Set(branches.map((branch) => textOf(branch.id)));
  for (let number = 0; ; number++) {
    const id = number < 26 ? String.fromCodePoint(97 + number) : `b${number}`;
    if (!taken.has(id)) return id;
  }
}

export function FlowSwitchEditor(props: EditorProps) {
  const { t } = useTranslation('builder');
  return (
    <Branches {...props} fresh={{ when: { kind: 'all', of: [] } }}>
      {(branch, pointer) => (
        <ConditionEditor
          label={t('editors.branchWhen')}
          value={(branch.when ?? null) as Condition | null}
          onChange={(next) => props.set(`${pointer}/when`, next)}
          error={props.errorAt(`${pointer}/when`)}
          withChanges
        />
      )}
    </Branches>
  );
}

export function FlowSplitEditor(props: EditorProps) {
  return (
    <Branches {...props} fresh={{ percent: 0 }}>
      {(branch, pointer) => (
        <Percent
          value={typeof branch.percent === 'number' ? branch.percent : 0}
          onChange={(next) => props.set(`${pointer}/percent`, next)}
        />
      )}
    </Branches>
  );
}

/** Branches that are all taken: nothing to choose but their names. */
export function FlowParallelEditor(props: EditorProps) {
  return (
    <Branches {...props} fresh={{}}>
      {() => null}
    </Branches>
  );
}

export function FlowJoinEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const id = useId();
  const mode = (['all', 'any', 'some'] as const).find((one) => one === config.mode) ?? 'all';
  const error = errorAt('/count');
  return (
    <>
      <SelectField
        label={t('editors.joinMode')}
        value={mode}
        choices={(['all', 'any', 'some'] as const).map((value) => ({ value, label: t(`editors.joinModes.${value}`) }))}
        onChange={(next) => set('/mode', next)}
        hint={t(`editors.joinHints.${mode}`)}
      />
      {mode === 'some' && (
        <FormGroup label={t('editors.joinCount')} labelFor={id} helperText={error} intent={error === undefined ? 'none' : 'danger'}>
          <NumericInput
            id={id}
            min={1}
            max={mostBranches}
            clampValueOnBlur
            value={typeof config.count === 'number' ? config.count : 1}
            onValueChange={(number) => Number.isInteger(number) && number >= 1 && number <= mostBranches && set('/count', number)}
          />
        </FormGroup>
      )}
    </>
  );
}

function Percent({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const { t } = useTranslation('builder');
  const id = useId();
  return (
    <FormGroup label={t('editors.percent')} labelFor={id}>
      <NumericInput
        id={id}
        min={0}
        max={100}
        clampValueOnBlur
        value={value}
        onValueChange={(number) => Number.isFinite(number) && number >= 0 && number <= 100 && onChange(number)}
      />
    </FormGroup>
  );
}
