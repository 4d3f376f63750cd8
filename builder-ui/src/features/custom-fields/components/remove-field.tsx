import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CustomField, FieldUsage } from '../../../../../api/contracts/custom-fields.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { useFieldActions, useFieldUsage } from '../fields.ts';

/** Removes a field after showing where it is used and what happens there. */
export function RemoveField({ field, onDone }: { field: CustomField; onDone: () => void }) {
  const { t } = useTranslation('custom-fields');
  const [asking, setAsking] = useState(false);
  const { archive } = useFieldActions();
  return (
    <>
      <Button intent="danger" variant="minimal" text={t('remove.verb')} onClick={() => setAsking(true)} />
      <ConfirmDialog
        isOpen={asking}
        title={t('remove.title', { name: field.label })}
        verb={t('remove.verb')}
        busy={archive.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          archive.mutate(field.id, {
            onSuccess: () => {
              void toast(t('remove.done', { name: field.label }), 'success');
              onDone();
            },
          })
        }
      >
        <FormErrors error={archive.error} />
        {asking && <Usage field={field} />}
      </ConfirmDialog>
    </>
  );
}

const pathOf: Readonly<Partial<Record<FieldUsage['uses'][number]['kind'], string>>> = {
  automation: '/automations',
  automation_version: '/automations',
  template: '/templates',
  import: '/imports',
};

function Usage({ field }: { field: CustomField }) {
  const { t } = useTranslation('custom-fields');
  const formats = useFormats();
  const usage = useFieldUsage(field.id);
  if (usage.isPending) return <SkeletonRows rows={3} />;
  if (!usage.data) return <FormErrors error={usage.error} />;
  const { values, uses } = usage.data;
  return (
    <div className="cz-stack">
      <p>{t('remove.values', { count: values, shown: formats.number(values) })}</p>
      {uses.length === 0 ? (
        <p>{t('remove.unused')}</p>
      ) : (
        <ul className="cz-uses">
          {uses.map((use) => {
            const path = pathOf[use.kind];
            const name = use.name || t(`use.${use.kind}`);
            return (
              <li key={`${use.kind}-${use.id}-${use.detail}`}>
                <strong>{path === undefined ? name : <Link to={`${path}/${use.id}`}>{name}</Link>}</strong>{' '}
                <span className="cz-meta">{t(`use.${use.kind}`, { detail: use.detail ?? '' })}</span>
                <br />
                {t(`happens.${use.kind}`)}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
