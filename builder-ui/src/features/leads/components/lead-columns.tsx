import { Tag } from '@blueprintjs/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Lead } from '../../../../../api/contracts/leads.ts';
import type { Column } from '../../../components/data-table.tsx';
import { PersonLink } from '../../../components/record-link.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';

export function useLeadColumns(): Column<Lead>[] {
  const { t } = useTranslation(['leads', 'records']);
  const formats = useFormats();
  return useMemo(
    () => [
      {
        id: 'name',
        label: t('records:field.name'),
        width: '21%',
        sorts: ['name'],
        phone: 'title',
        cell: (lead) => (
          <Link className="cz-table-title" to={`/leads/${lead.id}`} data-row-link>
            <span className="cz-truncate">{lead.name}</span>
          </Link>
        ),
      },
      {
        id: 'status',
        label: t('records:field.status'),
        width: 128,
        phone: 'end',
        cell: (lead) => <StatusChip of="lead" value={lead.status} />,
      },
      { id: 'company', label: t('records:field.companyName'), cell: (lead) => lead.companyName },
      { id: 'email', label: t('records:field.email'), width: '18%', phone: 'hide', optional: true, cell: (lead) => lead.email },
      { id: 'phone', label: t('records:field.phone'), phone: 'hide', optional: true, cell: (lead) => lead.phone },
      {
        id: 'source',
        wide: true,
        label: t('records:field.source'),
        width: 120,
        phone: 'hide',
        cell: (lead) => t(`records:source.${lead.source}`),
      },
      {
        id: 'score',
        label: t('records:field.score'),
        width: 72,
        align: 'end',
        sorts: ['-score', 'score'],
        phone: 'hide',
        cell: (lead) => formats.number(lead.score),
      },
      { id: 'owner', label: t('records:field.ownerUserId'), width: '16%', cell: (lead) => <PersonLink person={lead.owner} /> },
      {
        id: 'lastTouch',
        wide: true,
        label: t('leads:column.lastTouch'),
        width: 118,
        cell: (lead) =>
          lead.lastTouchedAt ? formats.relative(lead.lastTouchedAt) : <span className="cz-muted">{t('leads:column.never')}</span>,
      },
      {
        id: 'tags',
        label: t('records:field.tags'),
        optional: true,
        phone: 'hide',
        cell: (lead) => lead.tags.map((tag) => <Tag key={tag.id} minimal>{`${tag.name} `}</Tag>),
      },
      { id: 'routing', label: t('records:field.routingReason'), optional: true, phone: 'hide', cell: (lead) => lead.routingReason },
      {
        id: 'created',
        wide: true,
        label: t('records:field.createdAt'),
        width: 126,
        sorts: ['-createdAt', 'createdAt'],
        phone: 'hide',
        cell: (lead) => formats.dateTime(lead.createdAt),
      },
    ],
    [t, formats],
  );
}
