import { Button } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { FormErrors } from '../../../components/form-errors.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { type Entity, useFieldActions, useFields } from '../fields.ts';

/** Removed fields, which can be had back with their values. */
export function ArchivedFields({ entity, mayWrite }: { entity: Entity; mayWrite: boolean }) {
  const { t } = useTranslation('custom-fields');
  const formats = useFormats();
  const archived = useFields(entity, true);
  const { restore } = useFieldActions();
  const rows = archived.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="cz-panel">
      <h2 className="cz-field-archived-head">{t('archived.title')}</h2>
      <FormErrors error={restore.error} />
      <ul className="cz-field-list">
        {rows.map((field) => (
          <li key={field.id}>
            <div className="cz-field-main">
              <span>{field.label}</span>
              <span className="cz-meta">
                {t(`type.${field.type}`)}
                {field.archivedAt !== null && ` · ${t('archived.since', { when: formats.dateTime(field.archivedAt) })}`}
              </span>
            </div>
            <code className="cz-field-key">{field.key}</code>
            {mayWrite && (
              <Button
                text={t('archived.restore')}
                aria-label={t('archived.restoreOne', { name: field.label })}
                loading={restore.isPending && restore.variables === field.id}
                onClick={() => restore.mutate(field.id)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
