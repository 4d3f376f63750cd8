import { Button, ButtonGroup, Menu, MenuItem, PopoverNext, Tooltip } from '@blueprintjs/core';
import { Archive, Code, Edit, Flows, Lightning, List, More, Pause, Play, Properties, Redo, Repeat, Tick, Undo } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import type { Automation } from '../../automations/api/automations-api.ts';
import { OthersHere } from './others-here.tsx';
import type { Change } from '../model/changes.ts';
import type { SaveState } from '../model/use-autosave.ts';

interface DraftBarProps {
  readonly automation: Automation;
  readonly name: string;
  readonly onRename: (name: string) => void;
  readonly save: SaveState;
  readonly onSaveNow: () => void;
  readonly changes: readonly Change[];
  readonly onShowChanges: () => void;
  readonly onShowText: () => void;
  readonly errors: number;
  readonly canEdit: boolean;
  readonly undo: { readonly can: boolean; readonly run: () => void };
  readonly redo: { readonly can: boolean; readonly run: () => void };
  readonly outline: { readonly shown: boolean; readonly toggle: () => void; readonly fixed: boolean };
  readonly onPublish: () => void;
  readonly onPause: () => void;
  readonly onResume: () => void;
  readonly onArchive: () => void;
}

/** Status, what is saved, what has changed, and the one primary action: Publish. */
export function DraftBar(props: DraftBarProps) {
  const { t } = useTranslation('builder');
  const { automation, changes, undo, redo, outline, canEdit } = props;
  const live = automation.liveNumber;
  return (
    <header className="cz-draft-bar">
      <nav aria-label={t('bar.path')} className="cz-draft-path">
        <Link to="/automations">{t('bar.automations')}</Link>
        <span aria-hidden>›</span>
        <NameField name={props.name} canEdit={canEdit} onRename={props.onRename} href={`/automations/${automation.id}`} />
      </nav>
      <StatusChip
        of="automation"
        value={automation.status}
        label={live === null ? undefined : t(`bar.status.${automation.status}`, { number: live })}
      />
      {changes.length > 0 && live !== null && (
        <Button size="small" variant="minimal" text={t('bar.changes', { count: changes.length })} onClick={props.onShowChanges} />
      )}
      <SaveWords state={props.save} onSaveNow={props.onSaveNow} />
      {canEdit && <OthersHere automationId={automation.id} />}
      <span className="cz-spacer" />
      {canEdit && (
        <ButtonGroup variant="minimal">
          <Tooltip content={t('bar.undo')}>
            <Button icon={<Undo />} aria-label={t('bar.undo')} disabled={!undo.can} onClick={undo.run} />
          </Tooltip>
          <Tooltip content={t('bar.redo')}>
            <Button icon={<Redo />} aria-label={t('bar.redo')} disabled={!redo.can} onClick={redo.run} />
          </Tooltip>
        </ButtonGroup>
      )}
      {!outline.fixed && (
        <Tooltip content={t(outline.shown ? 'bar.canvas' : 'bar.outline')}>
          <Button
            variant="minimal"
            icon={outline.shown ? <Flows /> : <List />}
            aria-label={t(outline.shown ? 'bar.canvas' : 'bar.outline')}
            onClick={outline.toggle}
          />
        </Tooltip>
      )}
      <MoreMenu {...props} />
      {canEdit && (
        <Button
          intent="primary"
          text={t('bar.publish')}
          disabled={automation.status === 'archived' || (live !== null && changes.length === 0)}
          onClick={props.onPublish}
          aria-describedby={props.errors > 0 ? 'cz-publish-reason' : undefined}
        />
      )}
      {props.errors > 0 && (
        <span id="cz-publish-reason" className="cz-hidden">
          {t('bar.publishBlocked', { count: props.errors })}
        </span>
      )}
    </header>
  );
}

function NameField({ name, canEdit, onRename, href }: { name: string; canEdit: boolean; onRename: (name: string) => void; href: string }) {
  const { t } = useTranslation('builder');
  const [editing, setEditing] = useState<string | null>(null);
  if (editing === null) {
    return (
      <span className="cz-draft-name">
        <h1>
          <Link to={href}>{name || t('bar.unnamed')}</Link>
        </h1>
        {canEdit && (
          <Button size="small" variant="minimal" icon={<Edit size={12} />} aria-label={t('bar.rename')} onClick={() => setEditing(name)} />
        )}
      </span>
    );
  }
  const done = (save: boolean) => {
    if (save && editing.trim() !== '' && editing !== name) onRename(editing.trim());
    setEditing(null);
  };
  return (
    <input
      className="bp6-input cz-draft-name-input"
      // it replaces the button that was just pressed.
      autoFocus
      aria-label={t('bar.name')}
      value={editing}
      maxLength={200}
      onChange={(event) => setEditing(event.target.value)}
      onBlur={() => done(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done(true);
        if (event.key === 'Escape') done(false);
      }}
    />
  );
}

function SaveWords({ state, onSaveNow }: { state: SaveState; onSaveNow: () => void }) {
  const { t } = useTranslation('builder');
  const formats = useFormats();
  if (state.kind === 'failed') {
    return (
      <span className="cz-save cz-row" role="alert" data-intent="danger">
        {t('save.failed')} <Button size="small" variant="outlined" text={t('save.again')} onClick={onSaveNow} />
      </span>
    );
  }
  const words = state.kind === 'saved' && state.at !== null ? t('save.savedAt', { time: formats.time(state.at) }) : t(`save.${state.kind}`);
  return (
    <span className="cz-save cz-meta" role="status">
      {words}
    </span>
  );
}

function MoreMenu({ automation, canEdit, onShowText, onPause, onResume, onArchive }: DraftBarProps) {
  const { t } = useTranslation('builder');
  const menu = (
    <Menu>
      <MenuItem icon={<Properties />} text={t('bar.overview')} href={`/automations/${automation.id}`} />
      <MenuItem icon={<List />} text={t('bar.runs')} href={`/runs?automation=${automation.id}`} />
      {canEdit && automation.status !== 'archived' && (
        <>
          <MenuItem icon={<Lightning />} text={t('bar.simulate')} href={`/automations/${automation.id}/simulation`} />
          <MenuItem icon={<Tick />} text={t('bar.scenarios')} href={`/automations/${automation.id}/simulation?tab=scenarios`} />
          <MenuItem icon={<Repeat />} text={t('bar.replay')} href={`/automations/${automation.id}/simulation?tab=replay`} />
        </>
      )}
      <MenuItem icon={<Code />} text={t('bar.text')} onClick={onShowText} />
      {canEdit && automation.status === 'active' && <MenuItem icon={<Pause />} text={t('bar.pause')} onClick={onPause} />}
      {canEdit && automation.status === 'paused' && <MenuItem icon={<Play />} text={t('bar.resume')} onClick={onResume} />}
      {canEdit && automation.status !== 'archived' && (
        <MenuItem icon={<Archive />} intent="danger" text={t('bar.archive')} onClick={onArchive} />
      )}
    </Menu>
  );
  return (
    <>
      {canEdit && automation.status === 'active' && (
        <Button className="cz-wide-only" icon={<Pause />} text={t('bar.pauseShort')} onClick={onPause} />
      )}
      {canEdit && automation.status === 'paused' && (
        <Button className="cz-wide-only" icon={<Play />} text={t('bar.resumeShort')} onClick={onResume} />
      )}
      <PopoverNext
        placement="bottom-end"
        content={menu}
        renderTarget={({ isOpen, ...target }) => (
          <Button {...target} active={isOpen} variant="minimal" icon={<More />} aria-label={t('bar.more')} />
        )}
      />
    </>
  );
}
