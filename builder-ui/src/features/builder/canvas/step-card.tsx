import { Comment, Error as ErrorIcon, WarningSign } from '@blueprintjs/icons';
import type { Node, NodeProps } from 'reactflow';
import { memo } from 'react';
import { stepIcons, unknownStepIcon } from '../model/icons.ts';
import { Sentence } from '../sentences/sentence.tsx';
import type { StepView } from './step-view.ts';

/** How a run passed a step: taken, waiting here, failed here, held here, or not reached. */
export type Paint = 'taken' | 'here' | 'failed' | 'held' | 'rest';

export interface CardData extends Record<string, unknown> {
  readonly view: StepView;
  readonly errors: number;
  readonly warnings: number;
  readonly current: boolean;
  readonly chosen: boolean;
  readonly lit: boolean;
  readonly paint: Paint | null;
  readonly footnote: string;
  readonly labels: { readonly errors: string; readonly warnings: string; readonly note: string; readonly from: string };
}
export type CardNode = Node<CardData, 'step'>;

/** One step: rail, glyph, verb, a sentence of at most two lines. Its size is known beforehand, so nothing is measured. */
export const StepCard = memo(function StepCard({ data }: NodeProps<CardNode>) {
  const { view } = data;
  const Icon = stepIcons[view.type] ?? unknownStepIcon;
  return (
    <div
      className="cz-step"
      data-rail={view.rail}
      data-current={data.current || undefined}
      data-chosen={data.chosen || undefined}
      data-lit={data.lit || undefined}
      data-paint={data.paint ?? undefined}
      data-lines={view.height >= 84 ? 2 : view.height >= 64 ? 1 : 0}
      title={view.sentence}
    >
      <span className="cz-step-rail" aria-hidden />
      <span className="cz-step-glyph" aria-hidden>
        <Icon size={16} />
      </span>
      <span className="cz-step-text">
        <span className="cz-step-head">
          {view.number > 0 && <span className="cz-step-number">{view.number}</span>}
          <span className="cz-step-verb">{view.name || view.verb}</span>
          {data.footnote && <span className="cz-step-footnote">{data.footnote}</span>}
          {view.note && (
            <span className="cz-step-badge" title={view.note}>
              <Comment size={12} title={data.labels.note} />
            </span>
          )}
          {data.errors > 0 && (
            <span className="cz-step-badge" data-intent="danger">
              <ErrorIcon size={12} title={data.labels.errors} />
              {data.errors}
            </span>
          )}
          {data.warnings > 0 && (
            <span className="cz-step-badge" data-intent="warning">
              <WarningSign size={12} title={data.labels.warnings} />
              {data.warnings}
            </span>
          )}
        </span>
        <span className="cz-step-sentence">
          <Sentence parts={view.parts} />
        </span>
      </span>
      {view.gotoFrom.length > 0 && <span className="cz-step-from">{data.labels.from}</span>}
    </div>
  );
});
