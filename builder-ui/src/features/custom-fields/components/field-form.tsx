import { Button, Checkbox } from '@blueprintjs/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomField } from '../../../../../api/contracts/custom-fields.ts';
import { customFieldTypes } from '../../../../../domain/records/custom-field-rules.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { type Entity, type FieldDraft, useFieldActions } from '../fields.ts';
import { ConvertType } from './convert-type.tsx';
import { DefaultField } from './default-field.tsx';
import { FieldRoles } from './field-roles.tsx';
import { OptionsEditor, sentOptions } from './options-editor.tsx';
import { RemoveField } from './remove-field.tsx';
import { RuleFields } from './rule-fields.tsx';

const empty: FieldDraft = {
  label: '',
  type: 'text',
  required: false,
  options: [],
  description: null,
  groupName: null,
  defaultValue: null,
  rules: {},
  editableBy: null,
  viewableBy: null,
};

interface FieldFormProps {
  readonly entity: Entity;
  readonly field?: CustomField;
  /** Groups there are, to be offered. */
  readonly groups: readonly string[];
  readonly onDone: () => void;
}

/** A field, new or known: what it is called, holds, offers and demands. */
export function FieldForm({ entity, field, groups, onDone }: FieldFormProps) {
  const { t } = useTranslation('custom-fields');
  const { can } = useSession();
  const { save } = useFieldActions();
  const id = useId();
  const [draft, setDraft] = useState<FieldDraft>(field ?? empty);
  const change = (part: Partial<FieldDraft>) => setDraft({ ...draft, ...part });
  const chooses = draft.type === 'select' || draft.type === 'multiselect';
  const error = (pointer: string) => (isProblem(save.error) ? save.error.fieldError(pointer) : undefined);
  const submit = () => {
    const { label, type, required, description, groupName, defaultValue, rules, editableBy, viewableBy } = draft;
    const options = chooses ? sentOptions(draft.options) : [];
    save.mutate(
      { field, entity, draft: { label, type, required, description, groupName, defaultValue, rules, editableBy, viewableBy, options } },
      {
        onSuccess: (saved) => {
          void toast(t('saved', { name: saved.label }), 'success');
          onDone();
        },
      },
    );
  };
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <FormErrors error={save.error} ids={{ '/label': `${id}-label` }} />
      <TextField
        id={`${id}-label`}
        label={t('form.label')}
        value={draft.label}
        onChange={(label) => change({ label })}
        error={error('/label')}
        required
        autoFocus={!field}
      />
      {field ? (
        <p className="cz-meta">{t('form.known', { type: t(`type.${field.type}`), key: field.key })}</p>
      ) : (
        <SelectField
          label={t('form.type')}
          hint={t(`typeHint.${draft.type}`)}
          value={draft.type}
          onChange={(type) =>
            change({
              type,
              rules: {},
              defaultValue: null,
              options: type === 'select' || type === 'multiselect' ? [{ value: '', label: '' }] : [],
            })
          }
          choices={customFieldTypes.map((type) => ({ value: type, label: t(`type.${type}`) }))}
        />
      )}
      {chooses && <OptionsEditor options={draft.options} onChange={(options) => change({ options })} />}
      <TextField
        label={t('form.help')}
        hint={t('form.helpHint')}
        value={draft.description ?? ''}
        onChange={(text) => change({ description: text || null })}
        lines={2}
      />
      <TextField
        label={t('form.group')}
        hint={t('form.groupHint')}
        value={draft.groupName ?? ''}
        onChange={(text) => change({ groupName: text || null })}
        list={`${id}-groups`}
      />
      <datalist id={`${id}-groups`}>
        {groups.map((group) => (
          <option key={group} value={group} />
        ))}
      </datalist>
      <RuleFields type={draft.type} rules={draft.rules} onChange={(rules) => change({ rules })} error={error} />
      <DefaultField draft={draft} onChange={(defaultValue) => change({ defaultValue })} error={error('/defaultValue')} />
      <Checkbox
        checked={draft.required}
        label={t('form.required')}
        onChange={(event) => change({ required: event.currentTarget.checked })}
      />
      <FieldRoles right="viewableBy" value={draft.viewableBy} onChange={(viewableBy) => change({ viewableBy })} />
      <FieldRoles right="editableBy" value={draft.editableBy} onChange={(editableBy) => change({ editableBy })} />
      {can('fields.write') && (
        <div className="cz-row">
          <Button type="submit" intent="primary" loading={save.isPending} text={t(field ? 'form.save' : 'form.create')} />
          <span className="cz-spacer" />
          {field && <RemoveField field={field} onDone={onDone} />}
        </div>
      )}
      {field && can('fields.write') && <ConvertType field={field} />}
    </form>
  );
}
