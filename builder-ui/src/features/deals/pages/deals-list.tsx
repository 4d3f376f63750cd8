import { Dollar } from '@blueprintjs/icons';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Deal } from '../../../../../api/contracts/deals.ts';
import type { Column } from '../../../components/data-table.tsx';
import { PersonLink, RecordLink } from '../../../components/record-link.tsx';
import { StatusChip, useStatusWord } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { RecordListPage } from '../../records/list-page.tsx';
import { useOwnerFilter } from '../../records/owner-filter.ts';
import { NewDealForm } from '../new-deal-form.tsx';
import { dealStatuses } from '../money.ts';

export function DealsList({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation(['deals', 'records']);
  const formats = useFormats();
  const word = useStatusWord();
  const owner = useOwnerFilter();
  const columns = useMemo<Column<Deal>[]>(
    () => [
      {
        id: 'name',
        label: t('records:field.name'),
        sorts: ['name'],
        phone: 'title',
        cell: (deal) => (
          <Link className="cz-table-title" to={`/deals/${deal.id}`} data-row-link>
            <span className="cz-truncate">{deal.name}</span>
          </Link>
        ),
      },
      {
        id: 'status',
        label: t('records:field.status'),
        width: 110,
        phone: 'end',
        cell: (deal) => <StatusChip of="deal" value={deal.status} />,
      },
      { id: 'stage', label: t('records:field.stageId'), width: '14%', cell: (deal) => deal.stageName },
      {
        id: 'amount',
        label: t('records:field.amountMinor'),
        width: 130,
        align: 'end',
        sorts: ['-amountMinor'],
        cell: (deal) => (deal.amountMinor !== null && deal.currency ? formats.money(deal.amountMinor, deal.currency) : ''),
      },
      {
        id: 'company',
        label: t('records:field.companyId'),
        width: '16%',
        cell: (deal) => deal.company && <RecordLink record={deal.company} />,
      },
      {
        id: 'close',
        label: t('records:field.expectedCloseOn'),
        width: 120,
        sorts: ['expectedCloseOn'],
        wide: true,
        phone: 'hide',
        cell: (deal) => deal.expectedCloseOn && formats.date(deal.expectedCloseOn),
      },
      { id: 'owner', label: t('records:field.ownerUserId'), width: '14%', cell: (deal) => <PersonLink person={deal.owner} /> },
    ],
    [t, formats],
  );
  return (
    <RecordListPage<Deal>
      path="deals"
      title={t('deals:title')}
      newLabel={t('deals:new')}
      searchLabel={t('deals:search')}
      icon={Dollar}
      empty={{ title: t('deals:empty'), text: t('deals:emptyText') }}
      columns={columns}
      tabs={tabs}
      filters={[
        { id: 'status', label: t('records:field.status'), options: dealStatuses.map((value) => ({ value, label: word('deal', value) })) },
        owner,
      ]}
      form={(onDone, onCancel) => <NewDealForm onDone={onDone} onCancel={onCancel} />}
    />
  );
}
