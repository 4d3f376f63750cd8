import { Button } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { mostVariables, variableTypes } from '../../../../../../domain/automation/nodes/flow-set-variable.ts';
import type { Expression } from '../../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { SelectField } from '../../../../components/select-field.tsx';
import { TextField } from '../../../../components/text-field.tsx';
import { type Loose, looseOf, textOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';
import { ValueEditor } from '../fields/value-editor.tsx';

const empty: Expression = { kind: 'literal', value: null };

/** Names, types and values; another type begins with an empty value. */
export function SetVariableEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const variables: readonly Loose[] = Array.isArray(config.variables) ? config.variables.map((one: Json) => looseOf(one)) : [];
  const error = errorAt('/variables');
  return (
    <div className="cz-stack" data-param="variables">
      {error !== undefined && <p className="cz-field-error">{error}</p>}
      {variables.map((variable, index) => {
        const type = variableTypes.find((one) => one === variable.type) ?? 'text';
        const at = `/variables/${index}`;
        return (
          // variables have no ids and their inputs hold no state.
          <fieldset key={index} className="cz-change">
            <legend className="cz-label">{t('editors.variable', { number: index + 1 })}</legend>
            <TextField
              label={t('editors.variableName')}
              value={textOf(variable.name)}
              maxLength={50}
              onChange={(name) => set(`${at}/name`, name)}
              error={errorAt(`${at}/name`)}
            />
            <SelectField
              label={t('editors.variableType')}
              value={type}
              choices={variableTypes.map((value) => ({ value, label: t(`valueTypes.${value}`) }))}
              onChange={(next) => set(at, { name: textOf(variable.name), type: next, value: { ...empty } })}
            />
            <ValueEditor
              label={t('editors.newValue')}
              type={type}
              value={(variable.value ?? empty) as unknown as Expression}
              onChange={(next) => set(`${at}/value`, JSON.parse(JSON.stringify(next)))}
              error={errorAt(`${at}/value`)}
            />
            {variables.length > 1 && (
              <Button
                variant="minimal"
                size="small"
                icon={<Cross />}
                text={t('editors.removeVariable', { number: index + 1 })}
                onClick={() => set(at, undefined)}
              />
            )}
          </fieldset>
        );
      })}
      <span>
        <Button
          icon={<Plus />}
          text={t('editors.addVariable')}
          disabled={variables.length >= mostVariables}
          onClick={() => set('/variables', [...(variables as readonly Json[]), { name: '', type: 'text', value: { ...empty } }])}
        />
      </span>
    </div>
  );
}
