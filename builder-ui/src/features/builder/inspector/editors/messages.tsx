import { Checkbox } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import type { Expression } from '../../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { SelectField } from '../../../../components/select-field.tsx';
import { useBuilder } from '../../model/builder-context.ts';
import { looseOf, textOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';
import { PersonEditor } from '../fields/person-editor.tsx';
import { TextWithValues } from '../fields/text-with-values.tsx';
import { ValueEditor } from '../fields/value-editor.tsx';
import { objectOf, WindowEditor } from '../fields/window-editor.tsx';

const recipientKinds = ['subject', 'person', 'address'] as const;

export function EmailEditor(props: EditorProps) {
  const { config, set, errorAt } = props;
  const { t } = useTranslation('builder');
  const window = config.window === null || config.window === undefined ? null : looseOf(config.window);
  return (
    <>
      <ContentEditor {...props} />
      <RecipientEditor {...props} />
      <SelectField
        label={t('editors.consent')}
        value={textOf(config.consent)}
        choices={[
          ...(config.consent === null || config.consent === undefined ? [{ value: '', label: t('pick.consent') }] : []),
          { value: 'transactional', label: t('editors.consents.transactional') },
          { value: 'marketing', label: t('editors.consents.marketing') },
        ]}
        onChange={(next) => set('/consent', next === '' ? null : next)}
        error={errorAt('/consent')}
        hint={t('editors.consentHint')}
      />
      <Checkbox
        label={t('editors.inWindow')}
        checked={window !== null}
        onChange={(event) => set('/window', event.currentTarget.checked ? { kind: 'business_hours' } : null)}
      />
      {window !== null && (
        <WindowEditor label={t('editors.window')} value={window} onChange={(next) => set('/window', next)} error={errorAt('/window')} />
      )}
    </>
  );
}

function ContentEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const { lookups } = useBuilder();
  const content = looseOf(config.content);
  const inline = content.kind === 'inline';
  const templateId = textOf(content.templateId);
  const mails = lookups.templates.filter((template) => (template.channel ?? 'email') === 'email');
  return (
    <>
      <SelectField
        label={t('editors.content')}
        value={inline ? 'inline' : 'template'}
        choices={[
          { value: 'template', label: t('editors.fromTemplate') },
          { value: 'inline', label: t('editors.inline') },
        ]}
        onChange={(next) =>
          set('/content', next === 'inline' ? { kind: 'inline', subject: '', body: '' } : { kind: 'template', templateId: '' })
        }
      />
      {inline ? (
        <>
          <TextWithValues
            label={t('editors.mailSubject')}
            value={textOf(content.subject)}
            onChange={(next) => set('/content/subject', next)}
            error={errorAt('/content/subject')}
            param="subject"
          />
          <TextWithValues
            label={t('editors.mailBody')}
            value={textOf(content.body)}
            onChange={(next) => set('/content/body', next)}
            error={errorAt('/content/body')}
            lines={9}
          />
        </>
      ) : (
        <SelectField
          label={t('editors.template')}
          value={templateId}
          choices={[
            ...(mails.some((template) => template.id === templateId)
              ? []
              : [{ value: templateId, label: templateId === '' ? t('pick.template') : lookups.loading ? '…' : t('gone.template') }]),
            ...mails.map((template) => ({
              value: template.id,
              label: template.status === 'draft' ? t('editors.draftTemplate', { name: template.name }) : template.name,
            })),
          ]}
          onChange={(next) => set('/content/templateId', next)}
          error={errorAt('/content')}
        />
      )}
    </>
  );
}

function RecipientEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const { definition } = useBuilder();
  const to = looseOf(config.to);
  const kind = recipientKinds.find((one) => one === to.kind) ?? 'subject';
  const start: Record<typeof kind, Json> = {
    subject: { kind: 'subject' },
    person: { kind: 'person', person: { kind: 'owner' } },
    address: { kind: 'address', value: { kind: 'literal', value: '' } },
  };
  return (
    <>
      <SelectField
        label={t('editors.to')}
        value={kind}
        choices={recipientKinds.map((value) => ({
          value,
          label: t(`editors.toKinds.${value}`, { subject: t(`subjects.${definition.subject}`).toLocaleLowerCase() }),
        }))}
        onChange={(next) => set('/to', start[next])}
        error={kind === 'subject' ? errorAt('/to') : undefined}
      />
      {kind === 'person' && (
        <PersonEditor
          label={t('editors.person')}
          value={objectOf(to.person, { kind: 'owner' })}
          onChange={(next) => set('/to/person', next)}
          error={errorAt('/to')}
          param="to"
        />
      )}
      {kind === 'address' && (
        <ValueEditor
          label={t('editors.address')}
          type="email"
          value={to.value as unknown as Expression}
          onChange={(next) => set('/to/value', next)}
          error={errorAt('/to')}
        />
      )}
    </>
  );
}

export function InAppEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  return (
    <>
      <PersonEditor
        label={t('editors.tell')}
        value={objectOf(config.to, { kind: 'owner' })}
        onChange={(next) => set('/to', next)}
        error={errorAt('/to')}
        param="to"
      />
      <TextWithValues
        label={t('editors.text')}
        value={textOf(config.text)}
        onChange={(next) => set('/text', next)}
        error={errorAt('/text')}
        lines={3}
        param="text"
      />
      <SelectField
        label={t('editors.level')}
        value={config.level === 'warning' ? 'warning' : 'info'}
        choices={(['info', 'warning'] as const).map((value) => ({ value, label: t(`editors.levels.${value}`) }))}
        onChange={(next) => set('/level', next)}
      />
    </>
  );
}
