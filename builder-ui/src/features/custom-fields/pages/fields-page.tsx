import { Button, Tag } from '@blueprintjs/core';
import { ArrowDown, ArrowUp, Form, Plus } from '@blueprintjs/icons';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { customFieldEntities } from '../../../../../domain/records/custom-field-rules.ts';
import type { CustomField } from '../../../../../api/contracts/custom-fields.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { moved, useSortable } from '../../../components/use-sortable.ts';
import { ViewTabs } from '../../../components/view-tabs.tsx';
import { PlanNote } from '../../../components/plan-note.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { ArchivedFields } from '../components/archived-fields.tsx';
import { FieldForm } from '../components/field-form.tsx';
import { type Entity, useFieldActions, useFields } from '../fields.ts';
import '../../records/facts/custom-facts.css';
import '../custom-fields.css';

/** The tenant's own fields, kind of record by kind of record, in the order in which pages show them. */
export function FieldsPage() {
  return (
    <Gate permission="fields.read" otherwise="explain">
      <Fields />
    </Gate>
  );
}

function Fields() {
  const { t } = useTranslation('custom-fields');
  usePageTitle(t('title'));
  const { can } = useSession();
  const [url, setUrl] = useUrlState();
  const entity = customFieldEntities.find((one) => one === url.entity) ?? 'lead';
  const fields = useFields(entity);
  const rows = fields.data?.items ?? [];
  const shown = rows.find((field) => field.id === url.field);
  const mayWrite = can('fields.write');
  const close = () => setUrl({ new: undefined, field: undefined });
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <ViewTabs
          label={t('of')}
          active={entity}
          tabs={customFieldEntities.map((one) => ({ id: one, label: t(`entity.${one}`) }))}
          onChange={(next) => setUrl({ entity: next, field: undefined, new: undefined })}
        />
        <span className="cz-spacer" />
        {mayWrite && <Button intent="primary" icon={<Plus />} text={t('new')} onClick={() => setUrl({ new: '1' })} />}
      </header>
      {entity === 'contact' && <PlanNote feature="contacts.customFields" />}
      {entity === 'deal' && <PlanNote feature="deals.customFields" />}
      {fields.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={5} />
        </div>
      ) : fields.error && rows.length === 0 ? (
        <ErrorState error={fields.error} onRetry={() => void fields.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={Form} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        </div>
      ) : (
        <FieldList entity={entity} rows={rows} mayWrite={mayWrite} onOpen={(field) => setUrl({ field: field.id })} />
      )}
      <ArchivedFields entity={entity} mayWrite={mayWrite} />
      <SidePanel isOpen={url.new === '1' && mayWrite} onClose={close} title={t('newOf', { of: t(`entity.${entity}`) })} width={520}>
        <FieldForm key={entity} entity={entity} groups={groupsOf(rows)} onDone={close} />
      </SidePanel>
      <SidePanel isOpen={shown !== undefined} onClose={close} title={shown?.label ?? ''} width={520}>
        {shown && <FieldForm key={`${shown.id}-${shown.type}`} entity={entity} field={shown} groups={groupsOf(rows)} onDone={close} />}
      </SidePanel>
    </div>
  );
}

function groupsOf(rows: readonly CustomField[]): readonly string[] {
  return [...new Set(rows.flatMap((field) => (field.groupName === null ? [] : [field.groupName])))];
}

interface FieldListProps {
  readonly entity: Entity;
  readonly rows: readonly CustomField[];
  readonly mayWrite: boolean;
  readonly onOpen: (field: CustomField) => void;
}

function FieldList({ entity, rows, mayWrite, onOpen }: FieldListProps) {
  const { t } = useTranslation('custom-fields');
  const { order } = useFieldActions();
  const ids = rows.map((field) => field.id);
  const { mutate } = order;
  const key = ids.join(' ');
  const move = useCallback((from: number, to: number) => mutate({ entity, ids: moved(key.split(' '), from, to) }), [mutate, entity, key]);
  return (
    <div className="cz-panel">
      <FormErrors error={order.error} />
      <ol className="cz-field-list" aria-label={t('title')}>
        {rows.map((field, index) => (
          <FieldRow
            key={field.id}
            field={field}
            place={{ index, last: index === rows.length - 1 }}
            mayMove={mayWrite}
            busy={order.isPending}
            onMove={move}
            onOpen={onOpen}
          />
        ))}
      </ol>
    </div>
  );
}

interface FieldRowProps {
  readonly field: CustomField;
  readonly place: { readonly index: number; readonly last: boolean };
  readonly mayMove: boolean;
  readonly busy: boolean;
  readonly onMove: (from: number, to: number) => void;
  readonly onOpen: (field: CustomField) => void;
}

/** One field; dragged by the pointer, moved by its buttons. */
function FieldRow({ field, place: { index, last }, mayMove, busy, onMove, onOpen }: FieldRowProps) {
  const { t } = useTranslation('custom-fields');
  const row = useRef<HTMLLIElement>(null);
  const { isLifted, over } = useSortable(row, { list: 'fields', index, disabled: !mayMove || busy, onMove });
  return (
    <li ref={row} data-lifted={isLifted} data-over={over}>
      <div className="cz-field-main">
        <button type="button" className="cz-field-name" onClick={() => onOpen(field)}>
          {field.label}
        </button>
        <span className="cz-meta">
          {t(`type.${field.type}`)}
          {field.groupName !== null && ` · ${field.groupName}`}
          {field.description !== null && ` · ${field.description}`}
        </span>
      </div>
      {field.required && <Tag minimal>{t('required')}</Tag>}
      <code className="cz-field-key">{field.key}</code>
      {mayMove && (
        <span className="cz-row">
          <Button
            variant="minimal"
            icon={<ArrowUp />}
            aria-label={t('up', { name: field.label })}
            disabled={index === 0 || busy}
            onClick={() => onMove(index, index - 1)}
          />
          <Button
            variant="minimal"
            icon={<ArrowDown />}
            aria-label={t('down', { name: field.label })}
            disabled={last || busy}
            onClick={() => onMove(index, index + 1)}
          />
        </span>
      )}
    </li>
  );
}
