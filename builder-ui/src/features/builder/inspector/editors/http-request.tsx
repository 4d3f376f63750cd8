import { Button, Checkbox, FormGroup, NumericInput, TagInput } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Expression } from '../../../../../../domain/expressions/ast.ts';
import { answerTypes, callMethods } from '../../../../../../domain/http-calls/call-rules.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { SelectField } from '../../../../components/select-field.tsx';
import { TextField } from '../../../../components/text-field.tsx';
import { useBuilder } from '../../model/builder-context.ts';
import { type Loose, looseOf, textOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';
import { TextWithValues } from '../fields/text-with-values.tsx';
import { ValueEditor } from '../fields/value-editor.tsx';

const bodyKinds = ['none', 'json', 'form', 'text'] as const;
type BodyKind = (typeof bodyKinds)[number];

const emptyBodies: Readonly<Record<BodyKind, Json>> = {
  none: { kind: 'none' },
  json: { kind: 'json', fields: [] },
  form: { kind: 'form', fields: [] },
  text: { kind: 'text', contentType: 'application/json', text: '' },
};

function listOf(value: Json | undefined): readonly Loose[] {
  return Array.isArray(value) ? value.map((one: Json) => looseOf(one)) : [];
}

function numberOf(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** Where the call goes, what it carries, who we are to the other side, and what later steps read of the answer. */
export function HttpRequestEditor(props: EditorProps) {
  const { config, set, errorAt } = props;
  const { t } = useTranslation('builder');
  const { lookups } = useBuilder();
  const method = callMethods.find((one) => one === config.method) ?? 'POST';
  return (
    <>
      <SelectField
        label={t('editors.http.method')}
        value={method}
        choices={callMethods.map((value) => ({ value, label: value }))}
        onChange={(next) => set('/method', next)}
      />
      <TextWithValues
        label={t('editors.http.url')}
        value={textOf(config.url)}
        onChange={(next) => set('/url', next)}
        error={errorAt('/url')}
        param="url"
      />
      <SelectField
        label={t('editors.http.credential')}
        hint={errorAt('/credentialId') ?? t('editors.http.credentialHint')}
        value={textOf(config.credentialId)}
        choices={[
          { value: '', label: t('editors.http.noCredential') },
          ...lookups.credentials.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(next) => set('/credentialId', next === '' ? null : next)}
      />
      <Headers {...props} />
      {method !== 'GET' && <Body {...props} />}
      <Answer {...props} />
      <Limits {...props} method={method} />
    </>
  );
}

function Headers({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const headers = listOf(config.headers);
  return (
    <div className="cz-stack" data-param="headers">
      {headers.map((header, index) => (
        // headers have no ids and their inputs hold no state.
        <fieldset key={index} className="cz-change">
          <legend className="cz-label">{t('editors.http.header', { number: index + 1 })}</legend>
          <TextField
            label={t('editors.http.name')}
            value={textOf(header.name)}
            maxLength={100}
            onChange={(name) => set(`/headers/${index}/name`, name)}
            error={errorAt(`/headers/${index}/name`)}
          />
          <TextWithValues
            label={t('editors.http.value')}
            value={textOf(header.value)}
            onChange={(value) => set(`/headers/${index}/value`, value)}
            error={errorAt(`/headers/${index}/value`)}
          />
          <Remove text={t('editors.http.removeHeader', { number: index + 1 })} onClick={() => set(`/headers/${index}`, undefined)} />
        </fieldset>
      ))}
      <Add text={t('editors.http.addHeader')} onClick={() => set('/headers', [...(headers as readonly Json[]), { name: '', value: '' }])} />
    </div>
  );
}

function Body({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const body = looseOf(config.body ?? null);
  const kind = bodyKinds.find((one) => one === body.kind) ?? 'none';
  const fields = listOf(body.fields);
  return (
    <div className="cz-stack" data-param="body">
      <SelectField
        label={t('editors.http.body')}
        value={kind}
        choices={bodyKinds.map((value) => ({ value, label: t(`editors.http.bodies.${value}`) }))}
        // What was entered for JSON is as good for a form.
        onChange={(next) =>
          set('/body', next === 'json' || next === 'form' ? { kind: next, fields: fields as readonly Json[] } : emptyBodies[next])
        }
      />
      {kind === 'text' && (
        <>
          <TextField
            label={t('editors.http.contentType')}
            value={textOf(body.contentType)}
            maxLength={100}
            onChange={(next) => set('/body/contentType', next)}
            error={errorAt('/body/contentType')}
          />
          <TextWithValues
            label={t('editors.http.text')}
            lines={6}
            value={textOf(body.text)}
            onChange={(next) => set('/body/text', next)}
            error={errorAt('/body/text')}
          />
        </>
      )}
      {(kind === 'json' || kind === 'form') && (
        <>
          {fields.map((field, index) => (
            // fields have no ids and their inputs hold no state.
            <fieldset key={index} className="cz-change">
              <legend className="cz-label">{t('editors.http.field', { number: index + 1 })}</legend>
              <TextField
                label={t('editors.http.name')}
                value={textOf(field.name)}
                maxLength={100}
                onChange={(name) => set(`/body/fields/${index}/name`, name)}
                error={errorAt(`/body/fields/${index}/name`)}
              />
              <ValueEditor
                label={t('editors.http.value')}
                type="text"
                value={(field.value ?? { kind: 'literal', value: null }) as unknown as Expression}
                onChange={(value) => set(`/body/fields/${index}/value`, JSON.parse(JSON.stringify(value)))}
                error={errorAt(`/body/fields/${index}/value`)}
              />
              <Remove text={t('editors.http.removeField', { number: index + 1 })} onClick={() => set(`/body/fields/${index}`, undefined)} />
            </fieldset>
          ))}
          <Add
            text={t('editors.http.addField')}
            onClick={() => set('/body/fields', [...(fields as readonly Json[]), { name: '', value: { kind: 'literal', value: null } }])}
          />
        </>
      )}
    </div>
  );
}

function Answer({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const answer = listOf(config.answer);
  return (
    <div className="cz-stack" data-param="answer">
      {answer.map((field, index) => {
        const at = `/answer/${index}`;
        return (
          // values of the answer have no ids and their inputs hold no state.
          <fieldset key={index} className="cz-change">
            <legend className="cz-label">{t('editors.http.read', { number: index + 1 })}</legend>
            <TextField
              label={t('editors.http.path')}
              hint={t('editors.http.pathHint')}
              value={textOf(field.path)}
              maxLength={500}
              onChange={(path) => set(`${at}/path`, path)}
              error={errorAt(`${at}/path`)}
            />
            <TextField
              label={t('editors.http.as')}
              value={textOf(field.name)}
              maxLength={60}
              onChange={(name) => set(`${at}/name`, name)}
              error={errorAt(`${at}/name`)}
            />
            <SelectField
              label={t('editors.variableType')}
              value={answerTypes.find((one) => one === field.type) ?? 'text'}
              choices={answerTypes.map((value) => ({ value, label: t(`valueTypes.${value}`) }))}
              onChange={(type) => set(`${at}/type`, type)}
            />
            <Remove text={t('editors.http.removeRead', { number: index + 1 })} onClick={() => set(at, undefined)} />
          </fieldset>
        );
      })}
      <Add
        text={t('editors.http.addRead')}
        onClick={() => set('/answer', [...(answer as readonly Json[]), { name: `value${answer.length + 1}`, path: '', type: 'text' }])}
      />
    </div>
  );
}

function Limits({ config, set, errorAt, method }: EditorProps & { readonly method: string }) {
  const { t } = useTranslation('builder');
  const id = useId();
  const retry = looseOf(config.retry ?? null);
  const statuses = Array.isArray(config.okStatuses) ? config.okStatuses.map((one: Json) => textOf(one)) : ['2xx'];
  return (
    <>
      <FormGroup
        label={t('editors.http.okStatuses')}
        labelFor={id}
        helperText={errorAt('/okStatuses') ?? t('editors.http.okStatusesHint')}
        intent={errorAt('/okStatuses') ? 'danger' : 'none'}
      >
        <TagInput
          inputProps={{ id }}
          values={statuses}
          onChange={(next) => set('/okStatuses', next.map(String))}
          tagProps={{ minimal: true }}
          addOnBlur
          fill
        />
      </FormGroup>
      <div className="cz-pair">
        <Whole
          label={t('editors.http.timeout')}
          value={numberOf(config.timeoutSeconds, 15)}
          max={60}
          onChange={(next) => set('/timeoutSeconds', next)}
        />
        <Whole
          label={t('editors.http.attempts')}
          value={numberOf(retry.attempts, 4)}
          max={10}
          onChange={(attempts) => set('/retry', { attempts, firstDelaySeconds: numberOf(retry.firstDelaySeconds, 10) })}
        />
      </div>
      <Whole
        label={t('editors.http.firstDelay')}
        value={numberOf(retry.firstDelaySeconds, 10)}
        max={600}
        onChange={(firstDelaySeconds) => set('/retry', { attempts: numberOf(retry.attempts, 4), firstDelaySeconds })}
      />
      {method === 'GET' && (
        <Checkbox
          label={t('editors.http.followRedirects')}
          checked={config.followRedirects === true}
          onChange={(event) => set('/followRedirects', event.currentTarget.checked)}
        />
      )}
    </>
  );
}

function Whole({ label, value, max, onChange }: { label: string; value: number; max: number; onChange: (value: number) => void }) {
  const id = useId();
  return (
    <FormGroup label={label} labelFor={id}>
      <NumericInput
        id={id}
        fill
        min={1}
        max={max}
        clampValueOnBlur
        value={value}
        onValueChange={(number) => Number.isInteger(number) && number >= 1 && number <= max && onChange(number)}
      />
    </FormGroup>
  );
}

function Remove({ text, onClick }: { text: string; onClick: () => void }) {
  return <Button variant="minimal" size="small" icon={<Cross />} text={text} onClick={onClick} />;
}

function Add({ text, onClick }: { text: string; onClick: () => void }) {
  return (
    <span>
      <Button icon={<Plus />} text={text} onClick={onClick} />
    </span>
  );
}
