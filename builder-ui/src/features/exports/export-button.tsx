import { Button } from '@blueprintjs/core';
import { Export } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListEntity } from '../../../../domain/records/list-entities.ts';
import type { Column } from '../../components/table-types.ts';
import { useSession } from '../../lib/session/session.tsx';
import { ExportDialog } from './export-dialog.tsx';
import type { ExportSelection } from './exports.ts';

interface ExportButtonProps {
  readonly entity: ListEntity;
  /** What the list shows at this moment; null where its address says something an export cannot follow. */
  readonly selection: ExportSelection | null;
  /** Columns of the table, and which of them are chosen (null: the usual ones). */
  readonly columns?: readonly Pick<Column<never>, 'id' | 'optional'>[];
  readonly chosen?: readonly string[] | null;
  readonly sort?: string | undefined;
  /** Becomes the name of the file, e.g. that of a segment. */
  readonly name?: string;
  readonly small?: boolean;
}

/** Writes what a list shows into a file. Absent for whoever may not take records out. */
export function ExportButton({ entity, selection, columns = [], chosen = null, sort, name, small = false }: ExportButtonProps) {
  const { t } = useTranslation('exports');
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  if (!can('exports.write') || selection === null) return null;
  const shown = chosen ?? columns.filter((column) => column.optional !== true).map((column) => column.id);
  return (
    <>
      <Button icon={<Export />} size={small ? 'small' : 'medium'} text={t('export')} onClick={() => setOpen(true)} />
      {isOpen && (
        <ExportDialog
          entity={entity}
          selection={selection}
          shown={shown}
          sort={sort ?? (entity === 'task' ? 'dueAt' : '-createdAt')}
          name={name}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
