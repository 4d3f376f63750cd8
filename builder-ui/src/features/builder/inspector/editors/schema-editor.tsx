import { Checkbox, FormGroup, NumericInput } from '@blueprintjs/core';
import { useId, useMemo } from 'react';
import { z } from 'zod';
import type { NodeType } from '../../../../../../domain/automation/nodes/node-types.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { SelectField } from '../../../../components/select-field.tsx';
import { TagsField } from '../../../../components/tags-field.tsx';
import { TextField } from '../../../../components/text-field.tsx';
import { wordsOf } from '../../model/fields.ts';
import { specOf } from '../../model/step-catalogue.ts';
import { textOf, textsOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';

interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly Json[];
  readonly items?: FieldSchema;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
}

/** The fallback for a type without an editor of its own: its JSON Schema as a form. Plain members only; the rest keeps its value. */
export function SchemaEditor({ type, ...props }: EditorProps & { readonly type: NodeType }) {
  const fields = useMemo(() => fieldsOf(type), [type]);
  return fields.map(([name, schema]) => <SchemaField key={name} name={name} schema={schema} {...props} />);
}

function fieldsOf(type: NodeType): [string, FieldSchema][] {
  const schema = z.toJSONSchema(specOf(type).config, { io: 'input', unrepresentable: 'any' });
  return Object.entries((schema.properties ?? {}) as Record<string, FieldSchema>);
}

function SchemaField({ name, schema, config, set, errorAt }: EditorProps & { readonly name: string; readonly schema: FieldSchema }) {
  const id = useId();
  const pointer = `/${name}`;
  const label = wordsOf(name);
  const value = config[name];
  const error = errorAt(pointer);
  if (schema.enum !== undefined) {
    const choices = schema.enum.map((one) => ({ value: String(one), label: wordsOf(String(one)) }));
    return (
      <SelectField
        label={label}
        value={String(value ?? choices[0]?.value ?? '')}
        choices={choices}
        onChange={(next) => set(pointer, next)}
        error={error}
        hint={schema.description}
      />
    );
  }
  if (schema.type === 'boolean')
    return <Checkbox label={label} checked={value === true} onChange={(event) => set(pointer, event.currentTarget.checked)} />;
  if (schema.type === 'number' || schema.type === 'integer') {
    return (
      <FormGroup label={label} labelFor={id} helperText={error ?? schema.description} intent={error ? 'danger' : 'none'}>
        <NumericInput
          id={id}
          fill
          min={schema.minimum}
          max={schema.maximum}
          value={typeof value === 'number' ? value : ''}
          onValueChange={(number) => Number.isFinite(number) && set(pointer, number)}
        />
      </FormGroup>
    );
  }
  if (schema.type === 'array' && schema.items?.type === 'string')
    return <TagsField label={label} values={textsOf(value)} onChange={(next) => set(pointer, next)} error={error} />;
  if (schema.type === 'string') {
    const lines = (schema.maxLength ?? 0) > 500 ? 4 : undefined;
    return (
      <TextField
        label={label}
        value={textOf(value)}
        lines={lines}
        maxLength={schema.maxLength}
        onChange={(next) => set(pointer, next)}
        error={error}
        hint={schema.description}
      />
    );
  }
  return null;
}
