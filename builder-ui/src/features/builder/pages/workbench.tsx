import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Diagnostic } from '../../../../../domain/automation/validate/diagnostic.ts';
import { SidePanel } from '../../../components/side-panel.tsx';
import { toast } from '../../../components/toaster.ts';
import { useMedia, useNarrow } from '../../../lib/use-media.ts';
import type { Automation } from '../../automations/api/automations-api.ts';
import { Canvas, type CanvasControls } from '../canvas/canvas.tsx';
import { CanvasTools } from '../canvas/canvas-tools.tsx';
import { spokenName } from '../canvas/step-view.ts';
import { useEdgeWords } from '../canvas/use-edge-words.ts';
import { nodeOf, type Place } from '../draft/graph.ts';
import { Inspector, type InspectorActions } from '../inspector/inspector.tsx';
import { tabOf } from '../inspector/trigger-panel.tsx';
import { useBuilder, useDraft } from '../model/builder-context.ts';
import { changesBetween } from '../model/changes.ts';
import { Editing } from '../model/editing.ts';
import type { Autosave } from '../model/use-autosave.ts';
import { type KeyActions, useBuilderKeys } from '../model/use-builder-keys.ts';
import { useStepClipboard } from '../model/use-clipboard.ts';
import type { Stop } from '../navigation/navigation.ts';
import { Outline } from '../outline/outline.tsx';
import { ProblemsBar } from '../panels/problems-bar.tsx';
import { Announcer } from './announcer.tsx';
import { type Choosing, Pickers } from './pickers.tsx';
import { countsByStep, focusField, gotoTargetOf, sayPasted } from './workbench-lib.ts';
import { LifeCycle, type LifeCycleHandle } from './life-cycle.tsx';

interface WorkbenchProps {
  readonly automation: Automation;
  readonly autosave: Autosave;
  readonly checking: boolean;
}

/** Draft bar, canvas or outline, inspector, problems: everything around one draft. */
export function Workbench({ automation, autosave, checking }: WorkbenchProps) {
  const { t } = useTranslation('builder');
  const builder = useBuilder();
  const { store, definition, drawing, words, diagnostics, readOnly } = builder;
  const { stop, chosen } = useDraft(store);
  const [params, setParams] = useSearchParams();
  const narrow = useNarrow();
  const wide = useMedia('(min-width: 1280px)');
  const outline = narrow || params.get('view') === 'outline';
  const inspected = params.get('step');
  const [place, setPlace] = useState<Place | null>(null);
  const [choosing, setChoosing] = useState<Choosing>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const [problemsOpen, setProblemsOpen] = useState(false);
  const [focusRequest, setFocusRequest] = useState(0);
  const [onCanvas, setOnCanvas] = useState(true);
  const [jumped, setJumped] = useState<{ readonly step: string; readonly tab: string | null; readonly field: string } | null>(null);
  const controls = useRef<CanvasControls | null>(null);
  const lifeCycle = useRef<LifeCycleHandle>(null);
  const newest = useRef(drawing);
  newest.current = drawing;
  const editing = useMemo(
    () =>
      new Editing(
        store,
        () => newest.current.layout,
        (id) => newest.current.views.get(id)?.sentence ?? id,
      ),
    [store],
  );
  const edgeWords = useEdgeWords(drawing, words);
  const counts = useMemo(() => countsByStep(diagnostics, definition.trigger.id), [diagnostics, definition.trigger.id]);
  const spoken = useCallback(
    (id: string) => {
      const view = newest.current.views.get(id);
      const found = counts.get(id);
      return view === undefined ? id : spokenName(view, newest.current.count, (found?.errors ?? 0) + (found?.warnings ?? 0), words);
    },
    [counts, words],
  );

  // All that changes at once has to change in one call: a second one would begin from the address before the first.
  const changeParams = useCallback(
    (changes: Readonly<Record<string, string | null>>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            if (value === null) next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const inspect = useCallback((id: string | null) => changeParams({ step: id }), [changeParams]);
  const focusCanvas = useCallback(() => setFocusRequest((count) => count + 1), []);
  const go = useCallback(
    (next: Stop) => {
      store.standOn(next);
      focusCanvas();
    },
    [store, focusCanvas],
  );
  // The open panel follows the keyboard.
  useEffect(() => {
    if (inspected !== null && stop.kind === 'step' && stop.id !== inspected && !narrow) inspect(stop.id);
  }, [inspected, stop, inspect, narrow]);
  // A link with a step leads to it.
  const began = useRef(false);
  useEffect(() => {
    if (began.current) return;
    began.current = true;
    if (inspected !== null && drawing.views.has(inspected)) store.standOn({ kind: 'step', id: inspected });
    else if (wide) inspect(definition.trigger.id);
  }, [inspected, drawing, store, wide, inspect, definition.trigger.id]);

  const startInsert = useCallback((at: Place) => setPlace(at), []);
  const onCanvasStop = useCallback((next: Stop) => store.standOn(next), [store]);
  const ids = () => (chosen.size > 0 ? chosen : new Set(stop.kind === 'step' ? [stop.id] : []));
  const jump = (diagnostic: Diagnostic) => {
    const id = diagnostic.nodeId ?? definition.trigger.id;
    store.standOn({ kind: 'step', id });
    const tab = id === definition.trigger.id ? tabOf(diagnostic.pointer) : params.get('tab');
    changeParams({ step: id, tab });
    setJumped({ step: id, tab, field: '[aria-invalid="true"]' });
  };
  // The panel follows the address; only when it shows the step at fault can its field get the focus.
  useEffect(() => {
    if (jumped === null || inspected !== jumped.step || params.get('tab') !== jumped.tab) return;
    setJumped(null);
    focusField(jumped.field);
  }, [jumped, inspected, params]);
  const nextProblem = (step: 1 | -1) => {
    if (diagnostics.length === 0) return;
    const at = diagnostics.findIndex((one) => stop.kind === 'step' && one.nodeId === stop.id);
    const found = diagnostics[(at + step + diagnostics.length) % diagnostics.length];
    if (found) jump(found);
  };
  const fix = (diagnostic: Diagnostic | undefined) => {
    if (diagnostic?.fix) store.dispatch({ type: 'fix', fix: diagnostic.fix });
  };
  const remove = (id: string) => {
    if (nodeOf(definition, id) === undefined) return;
    const branches = editing.branches(id);
    if (branches.length > 1) setRemoving(id);
    else editing.remove(id, branches[0] ?? null);
  };
  const openInspector = (id: string, field?: string) => {
    store.standOn({ kind: 'step', id });
    inspect(id);
    setJumped({ step: id, tab: params.get('tab'), field: field === undefined ? '' : `#${field}` });
  };

  /** Undo leads back to where the change was made: on the canvas the focus goes there too, elsewhere it is left alone. */
  const retrace = (step: () => void) => {
    step();
    if (onCanvas) focusCanvas();
  };

  const actions: KeyActions = {
    stop,
    chosen,
    onCanvas,
    controls: () => controls.current,
    go,
    open: (at) => (at.kind === 'end' ? !readOnly && startInsert({ from: at.from, outcome: at.outcome }) : openInspector(at.id)),
    back: () => (chosen.size > 0 ? store.choose([]) : inspect(null)),
    insertAfter: () => startInsert(editing.placeAfter(stop)),
    insertBefore: () => stop.kind === 'step' && stop.id !== definition.trigger.id && startInsert({ before: stop.id }),
    rename: () => stop.kind === 'step' && openInspector(stop.id, 'cz-step-name'),
    note: () => stop.kind === 'step' && openInspector(stop.id, 'cz-step-note'),
    branch: () => {
      const outcome = stop.kind === 'step' ? editing.unusedOutcome(stop.id) : null;
      if (outcome === null || stop.kind !== 'step') void toast(t('refusals.no_branch'));
      else startInsert({ from: stop.id, outcome });
    },
    setGoto: () => {
      const at = editing.placeAfter(stop);
      if ('from' in at) setChoosing({ kind: 'join', ...at });
    },
    remove: () => {
      if (chosen.size > 1) editing.removeAll(chosen);
      else if (stop.kind === 'step') remove(stop.id);
      focusCanvas();
    },
    move: (direction) => {
      if (direction === 'left' || direction === 'right') void toast(t('refusals.fixed_branches'));
      else if (stop.kind === 'step') (direction === 'up' ? editing.moveUp : editing.moveDown).call(editing, stop.id);
      focusCanvas();
    },
    duplicate: () => stop.kind === 'step' && editing.duplicate(ids(), stop.id),
    undo: () => retrace(() => store.undo()),
    redo: () => retrace(() => store.redo()),
    fix: () =>
      fix(diagnostics.find((one) => one.fix && stop.kind === 'step' && one.nodeId === stop.id) ?? diagnostics.find((one) => one.fix)),
    save: () => void autosave.flush(),
    problem: nextProblem,
    problems: () => setProblemsOpen((open) => !open),
    find: () => setChoosing({ kind: 'find' }),
    outline: () => !narrow && changeParams({ view: outline ? null : 'outline' }),
    publish: () => lifeCycle.current?.publish(),
    gotoTarget: () => {
      const target = stop.kind === 'step' ? gotoTargetOf(definition, stop.id) : null;
      if (target !== null && drawing.views.has(target)) go({ kind: 'step', id: target });
    },
  };
  useBuilderKeys(builder, actions);
  useStepClipboard({
    active: onCanvas,
    copy: () => editing.copy(ids()),
    cut: () => {
      const text = readOnly ? null : editing.copy(ids());
      if (text !== null) editing.removeAll(ids());
      return text;
    },
    paste: (text) => {
      if (readOnly) return false;
      const pasted = editing.paste(text, editing.placeAfter(stop));
      if (pasted === null) return false;
      sayPasted(pasted, t);
      return true;
    },
  });

  const inspectorActions: InspectorActions = {
    close: () => {
      inspect(null);
      focusCanvas();
    },
    insertAt: (from, outcome) => startInsert({ from, outcome }),
    goTo: (id) => {
      store.standOn({ kind: 'step', id });
      inspect(id);
    },
    remove: (id) => {
      remove(id);
      if (narrow) inspect(null);
    },
    duplicate: (id) => editing.duplicate(new Set([id]), id),
  };
  const lit = stop.kind === 'step' ? gotoTargetOf(definition, stop.id) : null;
  const shown = inspected !== null && drawing.views.has(inspected) ? inspected : null;
  const inspector = shown === null ? null : <Inspector id={shown} actions={inspectorActions} />;
  const view = {
    drawing,
    stop,
    chosen,
    problems: counts,
    edgeWords,
    spoken,
    label: t('canvas.label', { name: definition.name }),
    focusRequest,
  };
  return (
    <div className="cz-builder cz-fill">
      <LifeCycle
        ref={lifeCycle}
        automation={automation}
        autosave={autosave}
        changes={automation.live === null ? [] : changesBetween(automation.live, definition)}
        outline={{ shown: outline, toggle: actions.outline, fixed: narrow }}
        onShowProblems={() => setProblemsOpen(true)}
      />
      <div className="cz-builder-main" data-inspector={(shown !== null && !narrow) || undefined}>
        {/* it only notes where the focus is. */}
        <div
          className="cz-builder-view"
          onFocusCapture={(event) => {
            setOnCanvas(true);
            // However the focus came to a step, that is where the keyboard stands.
            const id = event.target.dataset.id ?? event.target.dataset.stop;
            if (id !== undefined && drawing.views.has(id) && (stop.kind !== 'step' || stop.id !== id)) store.standOn({ kind: 'step', id });
          }}
          onBlurCapture={(event) => {
            if (event.relatedTarget instanceof HTMLElement && !event.currentTarget.contains(event.relatedTarget)) setOnCanvas(false);
          }}
        >
          {outline ? (
            <Outline {...view} onStop={onCanvasStop} onOpen={inspect} onInsert={readOnly ? null : startInsert} />
          ) : (
            <Canvas
              {...view}
              lit={lit}
              onStop={onCanvasStop}
              onOpen={inspect}
              {...(!readOnly && { onInsert: startInsert })}
              controls={(given) => (controls.current = given)}
            >
              <CanvasTools controls={() => controls.current} />
            </Canvas>
          )}
        </div>
        {!narrow && inspector !== null && (
          // Escape leads back to the canvas from anywhere in the panel.
          <aside
            className="cz-builder-side"
            aria-label={t('inspector.label')}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && !event.defaultPrevented) focusCanvas();
            }}
          >
            {inspector}
          </aside>
        )}
      </div>
      <ProblemsBar open={problemsOpen} onToggle={setProblemsOpen} checking={checking} onJump={jump} onFix={fix} />
      {narrow && (
        <SidePanel isOpen={inspector !== null} onClose={inspectorActions.close} title={t('inspector.label')}>
          {inspector}
        </SidePanel>
      )}
      <Pickers
        place={place}
        choosing={choosing}
        removing={removing}
        editing={editing}
        onPlace={setPlace}
        onChoosing={setChoosing}
        onRemoving={setRemoving}
        onInserted={(id) => !narrow && inspect(id)}
        onClosed={focusCanvas}
      />
      <Announcer />
    </div>
  );
}
