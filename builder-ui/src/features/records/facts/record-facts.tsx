import { useTranslation } from 'react-i18next';
import type { TagRef } from '../../../../../api/contracts/records.ts';
import { PersonLink } from '../../../components/record-link.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { TagsEditor } from '../tags-editor.tsx';
import { useColleagues } from '../users.ts';
import { EditableField, type FieldKind } from './editable-field.tsx';
import type { SaveResult } from './use-record-editor.ts';

type Save = (field: string, value: unknown, force?: boolean) => Promise<SaveResult>;

/** Plain facts, in their order. */
export function TextFacts({
  fields,
  record,
  readOnly,
  save,
}: {
  fields: readonly { readonly field: string; readonly kind: FieldKind }[];
  record: Readonly<Record<string, unknown>>;
  readOnly: boolean;
  save: Save;
}) {
  const { t } = useTranslation('records');
  return fields.map(({ field, kind }) => (
    <EditableField
      key={field}
      field={field}
      label={t(`field.${field}`)}
      kind={kind}
      value={record[field]}
      readOnly={readOnly}
      save={save}
    />
  ));
}

interface CommonFactsProps {
  readonly path: string;
  readonly record: {
    readonly id: string;
    readonly ownerUserId: string | null;
    readonly owner: { readonly id: string; readonly name: string } | null;
    readonly tags: readonly TagRef[];
    readonly createdAt: string;
  };
  readonly readOnly: boolean;
  readonly save: Save;
}

/** What every record has: owner, tags, since when. */
export function CommonFacts({ path, record, readOnly, save }: CommonFactsProps) {
  const { t } = useTranslation('records');
  const formats = useFormats();
  const colleagues = useColleagues();
  return (
    <>
      <EditableField
        field="ownerUserId"
        label={t('field.ownerUserId')}
        kind="select"
        value={record.ownerUserId}
        shown={<PersonLink person={record.owner} />}
        choices={[{ value: '', label: t('nobody') }, ...colleagues.map((user) => ({ value: user.id, label: user.name }))]}
        readOnly={readOnly}
        save={save}
      />
      <div className="cz-fact">
        <dt>{t('field.tags')}</dt>
        <dd>
          <TagsEditor path={path} id={record.id} tags={record.tags} readOnly={readOnly} />
        </dd>
      </div>
      <div className="cz-fact">
        <dt>{t('field.createdAt')}</dt>
        <dd>
          <span className="cz-fact-value">{formats.dateTime(record.createdAt)}</span>
        </dd>
      </div>
    </>
  );
}
