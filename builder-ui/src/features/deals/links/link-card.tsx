import { Button, HTMLSelect } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordLink as Linked } from '../../../../../api/contracts/records.ts';
import { RecordLink } from '../../../components/record-link.tsx';
import { Card } from '../../records/cards/card.tsx';
import { RecordPicker } from '../../records/record-picker.tsx';

export interface LinkItem {
  readonly record: Linked;
  readonly role: string;
  /** What stands below the name. */
  readonly more: string;
  /** Roles that cannot be chosen for this one. */
  readonly fixed?: boolean;
}

interface LinkCardProps {
  readonly path: 'contacts' | 'companies';
  readonly words: { readonly title: string; readonly add: string; readonly none: string };
  readonly items: readonly LinkItem[];
  readonly roles: readonly { readonly value: string; readonly label: string }[];
  readonly loaded: boolean;
  readonly readOnly: boolean;
  /** `role` null takes the link away. */
  readonly onChange: (id: string, role: string | null) => void;
  /** The role of what is added. */
  readonly newRole: string;
}

/** Records linked with a deal, each with its part in it. */
export function LinkCard({ path, words, items, roles, loaded, readOnly, onChange, newRole }: LinkCardProps) {
  const { t } = useTranslation('deals');
  const [adding, setAdding] = useState(false);
  return (
    <Card
      title={words.title}
      count={items.length}
      action={!readOnly && <Button size="small" variant="minimal" icon={<Plus />} text={words.add} onClick={() => setAdding(!adding)} />}
    >
      {loaded && items.length === 0 && !adding && <p className="cz-card-empty">{words.none}</p>}
      <ul>
        {items.map(({ record, role, more, fixed = false }) => (
          <li key={record.id} className="cz-card-row">
            <span className="cz-row">
              <RecordLink record={record} />
              <span className="cz-spacer" />
              {readOnly || fixed ? (
                <span className="cz-meta">{roles.find((one) => one.value === role)?.label ?? role}</span>
              ) : (
                <HTMLSelect
                  minimal
                  aria-label={t('links.roleOf', { name: record.name })}
                  value={role}
                  options={[...roles]}
                  onChange={(event) => onChange(record.id, event.target.value)}
                />
              )}
              {!readOnly && (
                <Button
                  size="small"
                  variant="minimal"
                  icon={<Cross size={12} />}
                  aria-label={t('links.unlink', { name: record.name })}
                  onClick={() => onChange(record.id, null)}
                />
              )}
            </span>
            {more !== '' && <span className="cz-meta">{more}</span>}
          </li>
        ))}
      </ul>
      {adding && (
        <div className="cz-panel-body">
          <RecordPicker
            bare
            autoFocus
            path={path}
            label={words.add}
            value={null}
            without={items.map((item) => item.record.id)}
            onChange={(record) => {
              if (record === null) return;
              onChange(record.id, newRole);
              setAdding(false);
            }}
          />
        </div>
      )}
    </Card>
  );
}
