import { Classes, PopoverNext } from '@blueprintjs/core';
import { Briefcase, Dollar, Office, Person as PersonIcon, Target } from '@blueprintjs/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import { api } from '../lib/api/fetch-json.ts';
import type { IconComponent } from '../lib/feature.ts';
import { Avatar } from './person.tsx';
import { SkeletonRows } from './skeleton.tsx';
import './components.css';

export const recordIcons: Readonly<Record<SubjectType, IconComponent>> = {
  lead: Target,
  contact: PersonIcon,
  company: Office,
  deal: Dollar,
};
const paths: Readonly<Record<SubjectType, string>> = { lead: 'leads', contact: 'contacts', company: 'companies', deal: 'deals' };

export function recordPath(type: SubjectType, id: string): string {
  return `/${paths[type]}/${id}`;
}

export function isSubjectType(type: string): type is SubjectType {
  return Object.hasOwn(paths, type);
}

interface RecordLinkProps {
  readonly record: { readonly type: SubjectType; readonly id: string; readonly name: string };
  /** Without the card that opens after 400 ms. */
  readonly plain?: boolean;
  readonly withIcon?: boolean;
}

/** A record's name that leads to it; hovering or focusing it shows what it is about. */
export function RecordLink({ record, plain = false, withIcon = false }: RecordLinkProps) {
  const { t } = useTranslation('components');
  const Icon = recordIcons[record.type] ?? Briefcase;
  const link = (
    <Link className="cz-record-link" to={recordPath(record.type, record.id)}>
      {withIcon && <Icon size={12} />}
      <span className="cz-truncate">{record.name || t('unnamed', { type: t(`record.${record.type}`) })}</span>
    </Link>
  );
  if (plain) return link;
  return (
    <PopoverNext
      interactionKind="hover"
      hoverOpenDelay={400}
      openOnTargetFocus={false}
      placement="bottom-start"
      arrow={false}
      className="cz-record-link-target"
      content={<RecordCard record={record} />}
    >
      {link}
    </PopoverNext>
  );
}

interface CardData {
  readonly name: string;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly companyName?: string | null;
  readonly company?: { readonly name: string } | null;
  readonly jobTitle?: string | null;
  readonly owner?: { readonly name: string } | null;
}

function RecordCard({ record }: { record: RecordLinkProps['record'] }) {
  const { t } = useTranslation('components');
  const found = useQuery({
    queryKey: [paths[record.type], record.id, 'card'],
    queryFn: ({ signal }) => api.get<CardData>(`/v1/${paths[record.type]}/${record.id}`, undefined, signal),
  });
  if (found.error) return <div className="cz-record-card">{t('outOfReach', { type: t(`record.${record.type}`) })}</div>;
  const data = found.data;
  return (
    <div className="cz-record-card">
      {!data ? (
        <SkeletonRows rows={3} height={14} />
      ) : (
        <>
          <strong>{data.name}</strong>
          <span className="cz-meta">{[data.jobTitle, data.companyName ?? data.company?.name].filter(Boolean).join(', ')}</span>
          {data.email && <span className={Classes.TEXT_OVERFLOW_ELLIPSIS}>{data.email}</span>}
          {data.phone && <span>{data.phone}</span>}
          <span className="cz-row cz-meta">
            {data.owner ? (
              <>
                <Avatar name={data.owner.name} />
                {data.owner.name}
              </>
            ) : (
              t('unassigned')
            )}
          </span>
        </>
      )}
    </div>
  );
}

/** A colleague: initials and name. */
export function PersonLink({ person, hideName = false }: { person: { id: string; name: string } | null; hideName?: boolean }) {
  const { t } = useTranslation('components');
  if (!person) return <span className="cz-muted">{t('unassigned')}</span>;
  return (
    <span className="cz-person">
      <Avatar name={person.name} />
      {hideName ? <span className="cz-hidden">{person.name}</span> : <span className="cz-truncate">{person.name}</span>}
    </span>
  );
}
