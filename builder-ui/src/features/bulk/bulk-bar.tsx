import { Button, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { CaretDown } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListEntity } from '../../../../domain/records/list-entities.ts';
import { useSession } from '../../lib/session/session.tsx';
import { BulkDialog } from './bulk-dialog.tsx';
import { type BulkKind, type BulkSelection, kindsOf } from './bulk.ts';

interface BulkBarProps {
  readonly entity: ListEntity;
  readonly ids: readonly string[];
  /** All rows that are loaded are chosen and there are more: everything that matches can be chosen. Null where the list cannot say what it shows. */
  readonly everything: BulkSelection | null;
  readonly onClear: () => void;
}

/** What can be done to the chosen records, or to all that match. */
export function BulkBar({ entity, ids, everything, onClear }: BulkBarProps) {
  const { t } = useTranslation('bulk');
  const { can } = useSession();
  const [all, setAll] = useState(false);
  const [kind, setKind] = useState<BulkKind | undefined>();
  const selection: BulkSelection = all && everything !== null ? everything : { kind: 'ids', ids: [...ids] };
  const kinds = kindsOf(entity).filter((one) => one !== 'assign' || entity !== 'lead' || can('leads.assign'));
  return (
    <div className="cz-row cz-row-wrap" role="toolbar" aria-label={t('bar')}>
      <strong role="status">{all ? t('allChosen') : t('chosen', { count: ids.length })}</strong>
      {everything !== null && !all && <Button variant="minimal" size="small" text={t('chooseAll')} onClick={() => setAll(true)} />}
      <PopoverNext
        placement="bottom-start"
        arrow={false}
        content={
          <Menu>
            {kinds.map((one) => (
              <MenuItem key={one} text={t(`kind.${one}`)} onClick={() => setKind(one)} />
            ))}
          </Menu>
        }
      >
        <Button size="small" endIcon={<CaretDown />} text={t('change')} />
      </PopoverNext>
      <Button size="small" variant="minimal" text={t('clear')} onClick={onClear} />
      {kind !== undefined && (
        <BulkDialog
          entity={entity}
          kind={kind}
          selection={selection}
          onClose={(changed) => {
            setKind(undefined);
            if (changed) onClear();
          }}
        />
      )}
    </div>
  );
}
