import { Button, Switch } from '@blueprintjs/core';
import { Plus, TickCircle } from '@blueprintjs/icons';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { PriorityItem } from '../../../../../api/contracts/home.ts';
import type { TouchOutcome } from '../../../../../domain/records/touch-rules.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { ViewTabs } from '../../../components/view-tabs.tsx';
import { useHotkeyScope } from '../../../lib/hotkeys/hotkeys.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { filterItems, groupItems, type Show, shows, usePriorities } from '../priorities.ts';
import { PriorityRow, type RowForm } from '../priority-row.tsx';
import { TodayCard } from '../today-card.tsx';
import '../home.css';

/** Screen 1: what needs me, in order, each with its reason and the one thing to do. */
export function HomePage() {
  const { t } = useTranslation('home');
  usePageTitle(t('title'));
  const { can } = useSession();
  const navigate = useNavigate();
  const [url, setUrl] = useUrlState();
  const team = url.team === '1' && can('leads.assign');
  const show: Show = shows.find((one) => one === url.show) ?? 'all';
  const priorities = usePriorities(team);
  const items = filterItems(priorities.data?.items ?? [], show);
  const groups = groupItems(items);
  const ordered = groups.flatMap(({ items: members }) => members);
  const active = ordered.find((item) => item.id === url.row) ?? ordered[0];
  const [form, setForm] = useState<{ id: string; form: RowForm } | undefined>();
  const list = useRef<HTMLDivElement>(null);
  const activate = (item: PriorityItem | undefined) => setUrl({ row: item?.id });
  useHomeKeys({ ordered, active, activate, open: (item, next) => setForm({ id: item.id, form: next }), list });
  const counts = priorities.data?.counts;
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <ViewTabs
          label={t('show')}
          tabs={shows.map((id) => ({ id, label: t(`shows.${id}`), count: counts?.[id] }))}
          active={show}
          onChange={(id) => setUrl({ show: id === 'all' ? undefined : id, row: undefined })}
        />
        <span className="cz-spacer" />
        {can('leads.assign') && (
          <Switch
            className="cz-home-team"
            checked={team}
            label={t('team')}
            onChange={() => setUrl({ team: team ? undefined : '1', row: undefined })}
          />
        )}
        {can('tasks.write') && <Button icon={<Plus />} text={t('newTask')} onClick={() => void navigate('/tasks?new=1')} />}
      </header>
      <div className="cz-home-columns">
        <div ref={list} className="cz-panel cz-home-list">
          {priorities.isPending && (
            <div className="cz-panel-body">
              <SkeletonRows rows={8} height={36} />
            </div>
          )}
          {priorities.error && !priorities.data && <ErrorState error={priorities.error} onRetry={() => void priorities.refetch()} />}
          {priorities.isSuccess && items.length === 0 && <NothingLate show={show} />}
          {groups.map(({ group, items: members }) => (
            <section key={group} aria-labelledby={`group-${group}`}>
              <h2 id={`group-${group}`} className="cz-home-group" data-group={group}>
                {t(`group.${group}`)} <span className="cz-count">{members.length}</span>
              </h2>
              <ol>
                {members.map((item) => (
                  <PriorityRow
                    key={item.id}
                    item={item}
                    active={item.id === active?.id}
                    form={form?.id === item.id ? form.form : undefined}
                    onActivate={() => activate(item)}
                    onForm={(next) => setForm(next && { id: item.id, form: next })}
                  />
                ))}
              </ol>
            </section>
          ))}
        </div>
        <aside className="cz-home-aside" aria-label={t('today.title')}>
          {counts && <TodayCard counts={counts} />}
        </aside>
      </div>
    </div>
  );
}

function NothingLate({ show }: { show: Show }) {
  const { t } = useTranslation('home');
  return (
    <EmptyState icon={TickCircle} title={t(show === 'all' ? 'empty.title' : 'empty.filtered')}>
      {t(show === 'all' ? 'empty.text' : 'empty.filteredText')}
    </EmptyState>
  );
}

interface HomeKeys {
  readonly ordered: readonly PriorityItem[];
  readonly active: PriorityItem | undefined;
  readonly activate: (item: PriorityItem | undefined) => void;
  readonly open: (item: PriorityItem, form: RowForm) => void;
  readonly list: React.RefObject<HTMLDivElement | null>;
}

/** j k choose the row, c v n log its outcome, s e w act on it: the buttons of the row do the same. */
function useHomeKeys({ ordered, active, activate, open, list }: HomeKeys): void {
  const { t } = useTranslation('home');
  const move = (by: number) => {
    const index = active ? ordered.indexOf(active) : -1;
    const next = ordered[Math.max(0, Math.min(ordered.length - 1, index + by))];
    activate(next);
    if (next) {
      const row = list.current?.querySelector<HTMLElement>(`[data-item="${CSS.escape(next.id)}"]`);
      row?.querySelector<HTMLElement>('a, button')?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: 'nearest' });
    }
  };
  const press = (action: string) =>
    list.current?.querySelector<HTMLElement>(`[data-item="${CSS.escape(active?.id ?? '')}"] [data-action="${action}"]`)?.click();
  const outcome = (value: TouchOutcome) => () => active?.record && open(active, { kind: 'touch', outcome: value });
  useHotkeyScope(t('keys.scope'), [
    { combo: 'j', label: t('keys.next'), run: () => move(1) },
    { combo: 'k', label: t('keys.previous'), run: () => move(-1) },
    { combo: 'c', label: t('keys.connected'), run: outcome('connected'), disabled: !active?.record },
    { combo: 'v', label: t('keys.voicemail'), run: outcome('voicemail'), disabled: !active?.record },
    { combo: 'n', label: t('keys.noResponse'), run: outcome('no_response'), disabled: !active?.record },
    { combo: 's', label: t('keys.snooze'), run: () => press('snooze'), disabled: !active?.task },
    { combo: 'e', label: t('keys.done'), run: () => press('done'), disabled: !active?.task },
    { combo: 'w', label: t('keys.why'), run: () => press('why'), disabled: !active },
  ]);
}
