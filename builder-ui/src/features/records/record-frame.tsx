import { Tab, Tabs } from '@blueprintjs/core';
import { ChevronRight } from '@blueprintjs/icons';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RecordPointer } from '../../../../api/contracts/records.ts';
import { useHotkeyScope } from '../../lib/hotkeys/hotkeys.tsx';
import { useNarrow } from '../../lib/use-media.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { useSession } from '../../lib/session/session.tsx';
import { RunsCard } from './cards/runs-card.tsx';
import { TasksCard } from './cards/tasks-card.tsx';
import { Composer, type ComposerTab } from './composer/composer.tsx';
import { Timeline } from './timeline/timeline.tsx';
import './record-frame.css';

interface RecordFrameProps {
  readonly record: RecordPointer;
  readonly path: 'leads' | 'contacts' | 'companies' | 'deals';
  readonly name: string;
  readonly listLabel: string;
  /** State, score and the like, beside the name. */
  readonly chips: ReactNode;
  readonly actions?: ReactNode;
  readonly banner?: ReactNode;
  readonly facts: ReactNode;
  /** Further cards at the right. */
  readonly aside?: ReactNode;
}

/** Screen 2: facts, what happened and is to be said, and what comes next; three columns, or tabs where it is narrow. */
export function RecordFrame(props: RecordFrameProps) {
  const { record, path } = props;
  const { t } = useTranslation('records');
  const { can } = useSession();
  const narrow = useNarrow();
  const [tab, setTab] = useState<ComposerTab>('note');
  const [pane, setPane] = useState('activity');
  usePageTitle(props.name);
  const compose = (next: ComposerTab) => {
    setTab(next);
    setPane('activity');
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('#composer .bp6-tab-panel :is(textarea, input, select, button)')?.focus(),
    );
  };
  const canWrite = can('activities.write');
  useHotkeyScope(
    t('keys.scope'),
    canWrite
      ? [
          { combo: 'l', label: t('keys.log'), run: () => compose('call') },
          { combo: 't', label: t('keys.task'), run: () => compose('task') },
          { combo: 'm', label: t('keys.note'), run: () => compose('note') },
          { combo: 'e', label: t('keys.edit'), run: () => document.querySelector<HTMLElement>('.cz-fact-button')?.focus() },
        ]
      : [],
  );
  const facts = (
    <section className="cz-panel" aria-label={t('facts.title')}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{t('facts.title')}</h2>
      </div>
      <dl className="cz-facts">{props.facts}</dl>
    </section>
  );
  const activity = (
    <div className="cz-panel">
      {canWrite && <Composer record={record} tab={tab} onTab={setTab} />}
      <Timeline path={path} id={record.id} />
    </div>
  );
  const aside = (
    <>
      <TasksCard record={record} onAdd={() => compose('task')} />
      <RunsCard record={record} />
      {props.aside}
    </>
  );
  return (
    <div className="cz-page cz-record">
      <header className="cz-record-head">
        <nav aria-label={t('breadcrumb')} className="cz-row cz-meta">
          <Link to={`/${path}`}>{props.listLabel}</Link>
          <ChevronRight size={12} />
        </nav>
        <h1 className="cz-truncate">{props.name}</h1>
        {props.chips}
        <span className="cz-spacer" />
        {props.actions}
      </header>
      {props.banner}
      {narrow ? (
        <Tabs id="record-panes" selectedTabId={pane} onChange={(next) => setPane(String(next))} renderActiveTabPanelOnly>
          <Tab id="activity" title={t('panes.activity')} panel={activity} />
          <Tab id="facts" title={t('panes.facts')} panel={facts} />
          <Tab id="next" title={t('panes.next')} panel={aside} />
        </Tabs>
      ) : (
        <div className="cz-record-columns">
          <div className="cz-record-facts">{facts}</div>
          <div className="cz-record-main">{activity}</div>
          <div className="cz-record-aside">{aside}</div>
        </div>
      )}
    </div>
  );
}
