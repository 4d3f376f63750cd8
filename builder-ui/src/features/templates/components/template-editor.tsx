import { FormGroup, TextArea } from '@blueprintjs/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { isProblem } from '../../../lib/api/problem.ts';
import type { TemplateDraft } from '../templates.ts';
import { TemplatePreview } from './template-preview.tsx';
import { VariablePicker } from './variable-picker.tsx';

interface TemplateEditorProps {
  readonly draft: TemplateDraft;
  readonly onChange: (draft: TemplateDraft) => void;
  readonly readOnly: boolean;
  readonly channelFixed: boolean;
  readonly error: unknown;
}

/** Text at the left with its variables, and beside it how it arrives. */
export function TemplateEditor({ draft, onChange, readOnly, channelFixed, error }: TemplateEditorProps) {
  const { t } = useTranslation('templates');
  const subject = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTextAreaElement>(null);
  const [target, setTarget] = useState<'subject' | 'body'>('body');
  const fieldError = (pointer: string) => (isProblem(error) ? error.fieldError(pointer) : undefined);
  const mail = draft.channel === 'email';
  const insert = (path: string) => {
    const field = target === 'subject' && mail ? subject.current : body.current;
    const name = target === 'subject' && mail ? 'subject' : 'body';
    const text = draft[name];
    const from = field?.selectionStart ?? text.length;
    const to = field?.selectionEnd ?? from;
    const tag = `{{${path}}}`;
    onChange({ ...draft, [name]: text.slice(0, from) + tag + text.slice(to) });
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(from + tag.length, from + tag.length);
    });
  };
  return (
    <div className="cz-template">
      <section className="cz-panel cz-panel-body cz-stack" aria-label={t('editor')}>
        <div className="cz-form" data-columns="2">
          <TextField
            id="tpl-name"
            label={t('name')}
            value={draft.name}
            onChange={(name) => onChange({ ...draft, name })}
            error={fieldError('/name')}
            readOnly={readOnly}
            required
          />
          <SelectField
            label={t('channel.label')}
            value={draft.channel}
            disabled={channelFixed || readOnly}
            choices={(['email', 'in_app'] as const).map((value) => ({ value, label: t(`channel.${value}`) }))}
            onChange={(channel) => onChange({ ...draft, channel })}
          />
          {mail && (
            <SelectField
              wide
              label={t('category.label')}
              hint={t(`category.hint.${draft.category}`)}
              value={draft.category}
              disabled={readOnly}
              choices={(['transactional', 'marketing'] as const).map((value) => ({ value, label: t(`category.${value}`) }))}
              onChange={(category) => onChange({ ...draft, category })}
            />
          )}
        </div>
        {mail && (
          <TextField
            id="tpl-subject"
            label={t('subject')}
            inputRef={subject}
            value={draft.subject}
            onFocus={() => setTarget('subject')}
            onChange={(text) => onChange({ ...draft, subject: text })}
            error={fieldError('/subject')}
            readOnly={readOnly}
          />
        )}
        <FormGroup
          label={t('body')}
          labelFor="tpl-body"
          intent={fieldError('/body') ? 'danger' : 'none'}
          helperText={fieldError('/body') ?? t(mail ? 'bodyHint' : 'bodyHintShort', { sample: '{{lead.firstName}}' })}
        >
          <TextArea
            id="tpl-body"
            className="cz-template-body"
            inputRef={body}
            fill
            rows={mail ? 18 : 5}
            value={draft.body}
            readOnly={readOnly}
            spellCheck
            onFocus={() => setTarget('body')}
            onChange={(event) => onChange({ ...draft, body: event.target.value })}
          />
        </FormGroup>
        {!readOnly && <VariablePicker onPick={insert} />}
      </section>
      <TemplatePreview draft={draft} />
    </div>
  );
}
