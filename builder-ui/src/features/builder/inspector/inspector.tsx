import { Button, Callout } from '@blueprintjs/core';
import { Cross, Duplicate, Plus, Trash } from '@blueprintjs/icons';
import { useCallback, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DefinitionNode } from '../../../../../domain/automation/definition/definition.ts';
import type { Json, JsonObject } from '../../../../../domain/json.ts';
import { TextField } from '../../../components/text-field.tsx';
import { nodeOf, outcomesOf, targetOf } from '../draft/graph.ts';
import { writePointer } from '../draft/pointer.ts';
import { useBuilder } from '../model/builder-context.ts';
import { stepIcons } from '../model/icons.ts';
import { optionalOutcomes, outputsOf, stepCatalogue } from '../model/step-catalogue.ts';
import { useDiagnosticWords } from '../panels/diagnostic-words.ts';
import { Sentence } from '../sentences/sentence.tsx';
import { FailurePart } from './failure-part.tsx';
import { editors } from './editors/registry.ts';
import { SchemaEditor } from './editors/schema-editor.tsx';
import './inspector.css';
import { TriggerPanel } from './trigger-panel.tsx';
import { useErrorAt } from './use-error-at.ts';

export interface InspectorActions {
  readonly close: () => void;
  readonly insertAt: (from: string, outcome: string) => void;
  readonly goTo: (id: string) => void;
  readonly remove: (id: string) => void;
  readonly duplicate: (id: string) => void;
}

/** The panel beside the canvas: the step as a sentence, its fields, its ways out and what later steps can use of it. */
export function Inspector({ id, actions }: { id: string; actions: InspectorActions }) {
  const { t } = useTranslation('builder');
  const { definition, drawing, store, readOnly } = useBuilder();
  const view = drawing.views.get(id);
  const node = nodeOf(definition, id);
  const title = useId();
  const panel = useRef<HTMLElement>(null);
  if (view === undefined) return null;
  const Icon = stepIcons[view.type];
  /** A press on a value of the sentence leads to the field it comes from. */
  const showField = (index: number) => {
    const fields = panel.current?.querySelectorAll<HTMLElement>('.cz-inspector-body :is(input, select, textarea)');
    fields?.[Math.min(index, fields.length - 1)]?.focus();
  };
  return (
    <section ref={panel} className="cz-inspector" aria-labelledby={title} onBlur={() => store.seal()}>
      <header className="cz-inspector-head">
        <Icon size={16} />
        <h2 id={title} className="cz-spacer">
          {view.number > 0 && <span className="cz-muted">{view.number} </span>}
          {view.name || view.verb}
        </h2>
        <Button variant="minimal" icon={<Cross />} aria-label={t('inspector.close')} onClick={actions.close} />
      </header>
      <div className="cz-inspector-scroll">
        <p className="cz-inspector-sentence">
          {/* the fields below are the keyboard's way; this is a shortcut for the mouse. */}
          {/* see above. */}
          <span onClick={(event) => showField(pillIndex(event.target))}>
            <Sentence parts={view.parts} />
          </span>
        </p>
        <Problems id={id} />
        <fieldset className="cz-inspector-body" disabled={readOnly}>
          <legend className="cz-hidden">{t('inspector.fields')}</legend>
          {node === undefined ? <TriggerPanel /> : <StepFields node={node} />}
        </fieldset>
        {node !== undefined && <Ways node={node} actions={actions} />}
        {node !== undefined && <Outputs node={node} />}
        {node !== undefined && mayFail(node) && <FailurePart node={node} />}
        {node !== undefined && !readOnly && <About node={node} />}
      </div>
      {node !== undefined && !readOnly && (
        <footer className="cz-inspector-foot">
          <Button icon={<Duplicate />} text={t('inspector.duplicate')} onClick={() => actions.duplicate(id)} />
          <span className="cz-spacer" />
          <Button variant="minimal" intent="danger" icon={<Trash />} text={t('inspector.remove')} onClick={() => actions.remove(id)} />
        </footer>
      )}
    </section>
  );
}

/** Steps with a branch for failures; waits and decisions fail only by their settings. */
function mayFail(node: DefinitionNode): boolean {
  return node.onFailure !== undefined || optionalOutcomes(node).includes('error');
}

function pillIndex(target: EventTarget): number {
  if (!(target instanceof HTMLElement)) return 0;
  const pills = [...(target.closest('p')?.querySelectorAll('.cz-pill') ?? [])];
  const found = target.closest('.cz-pill');
  return found === null ? 0 : Math.max(0, pills.indexOf(found));
}

function StepFields({ node }: { node: DefinitionNode }) {
  const { definition, store, readOnly } = useBuilder();
  const index = definition.nodes.indexOf(node);
  const errorAt = useErrorAt(`/nodes/${index}/config`);
  // Editors are told of changes by functions that stay the same, and always work on the newest config.
  const set = useCallback(
    (pointer: string, value: Json | undefined) => {
      const current = nodeOf(store.definition, node.id)?.config ?? {};
      const config = writePointer(current, pointer, value) as JsonObject; // an object stays one: lists are only written inside it
      store.dispatch({ type: 'configure', nodeId: node.id, config, pointer });
    },
    [store, node.id],
  );
  const Editor = editors[node.type];
  const props = { config: node.config, set, errorAt, nodeId: node.id, readOnly };
  return Editor === 'schema' ? <SchemaEditor key={node.id} type={node.type} {...props} /> : <Editor key={node.id} {...props} />;
}

function Problems({ id }: { id: string }) {
  const { t } = useTranslation('builder');
  const { definition, diagnostics, store, readOnly } = useBuilder();
  const words = useDiagnosticWords();
  const mine = diagnostics.filter((one) => one.nodeId === id || (one.nodeId === null && id === definition.trigger.id));
  return mine.map((one) => (
    <Callout
      key={`${one.code} ${one.pointer}`}
      compact
      intent={one.severity === 'error' ? 'danger' : 'warning'}
      className="cz-inspector-problem"
    >
      <span className="cz-hidden">{t(`problems.${one.severity}`)}: </span>
      {words(one)}
      {one.fix && !readOnly && (
        <div>
          <Button
            size="small"
            variant="outlined"
            text={t('problems.fix', { title: one.fix.title })}
            onClick={() => one.fix && store.dispatch({ type: 'fix', fix: one.fix })}
          />
        </div>
      )}
    </Callout>
  ));
}

/** Where the step leads by each of its outcomes; ways that exist only when used can be opened here. */
function Ways({ node, actions }: { node: DefinitionNode; actions: InspectorActions }) {
  const { t } = useTranslation('builder');
  const { definition, drawing, readOnly } = useBuilder();
  const drawn = outcomesOf(definition, node.id, stepCatalogue);
  const further = optionalOutcomes(node).filter((outcome) => !drawn.includes(outcome));
  if (drawn.length === 0) return null;
  const word = (outcome: string) =>
    drawing.views.get(node.id)?.labels.get(outcome) ??
    t(`outcomes.${node.type}.${outcome}`, { defaultValue: t(`outcomes.${outcome}`, { defaultValue: outcome }) });
  return (
    <section className="cz-inspector-part">
      <h3>{t('inspector.ways')}</h3>
      <ul>
        {drawn.map((outcome) => {
          const to = targetOf(definition, node.id, outcome);
          const view = to === null ? undefined : drawing.views.get(to);
          return (
            <li key={outcome} className="cz-row">
              <span className="cz-spacer">{word(outcome)}</span>
              {view === undefined ? (
                <Button
                  size="small"
                  variant="minimal"
                  disabled={readOnly}
                  icon={<Plus />}
                  text={t('inspector.addHere')}
                  onClick={() => actions.insertAt(node.id, outcome)}
                />
              ) : (
                <Button
                  size="small"
                  variant="minimal"
                  text={t('names.stepVerb', { number: view.number, verb: view.name || view.verb })}
                  onClick={() => actions.goTo(view.id)}
                />
              )}
            </li>
          );
        })}
        {!readOnly &&
          further.map((outcome) => (
            <li key={outcome} className="cz-row">
              <span className="cz-spacer cz-muted">{word(outcome)}</span>
              <Button
                size="small"
                variant="minimal"
                icon={<Plus />}
                text={t('inspector.branchHere')}
                onClick={() => actions.insertAt(node.id, outcome)}
              />
            </li>
          ))}
      </ul>
    </section>
  );
}

function Outputs({ node }: { node: DefinitionNode }) {
  const { t } = useTranslation('builder');
  const outputs = outputsOf(node);
  if (outputs.length === 0) return null;
  return (
    <section className="cz-inspector-part">
      <h3>{t('inspector.outputs')}</h3>
      <ul>
        {outputs.map((output) => (
          <li key={output.name} className="cz-row cz-dense">
            <span className="cz-spacer">{t(`outputs.${output.name}`, { defaultValue: output.name })}</span>
            <span className="cz-meta">
              {t(`valueTypes.${output.type}`, { defaultValue: output.type })}
              {output.maybe ? ` · ${t('inspector.maybe')}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function About({ node }: { node: DefinitionNode }) {
  const { t } = useTranslation('builder');
  const { store } = useBuilder();
  return (
    <section className="cz-inspector-part">
      <TextField
        label={t('inspector.name')}
        id="cz-step-name"
        value={node.name ?? ''}
        maxLength={200}
        placeholder={t('inspector.namePlaceholder')}
        onChange={(name) => store.dispatch({ type: 'rename', nodeId: node.id, name })}
      />
      <TextField
        label={t('inspector.note')}
        id="cz-step-note"
        lines={2}
        value={node.note ?? ''}
        onChange={(note) => store.dispatch({ type: 'note', nodeId: node.id, note })}
      />
    </section>
  );
}
