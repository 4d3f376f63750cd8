import { HTMLSelect } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../lib/use-formats.ts';
import type { Impact, ImpactChoice } from '../api/operations-api.ts';

export type ImpactRow = Impact['rows'][number];

interface ImpactTableProps {
  readonly impact: Impact;
  readonly choices: readonly ImpactChoice[];
  readonly onChange: (choices: readonly ImpactChoice[]) => void;
}

/** What is proposed for every row; it can be changed before anything happens. */
export function proposedChoices(impact: Impact): readonly ImpactChoice[] {
  return impact.rows.map((row) => ({ version: row.version, step: row.step, choice: row.proposed }));
}

/** Where the runs of older versions stand, and for each place what becomes of them. */
export function ImpactTable({ impact, choices, onChange }: ImpactTableProps) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  const choose = (row: ImpactRow, value: string) =>
    onChange(choices.map((one) => (one.version === row.version && one.step === row.step ? choiceOf(row, value) : one)));
  return (
    <table className="cz-impact">
      <caption className="cz-hidden">{t('impact.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('impact.step')}</th>
          <th scope="col">{t('impact.runs')}</th>
          <th scope="col">{t('impact.what')}</th>
        </tr>
      </thead>
      <tbody>
        {impact.rows.map((row) => {
          const name = nameOf(row, t('impact.notBegun'));
          const choice = choices.find((one) => one.version === row.version && one.step === row.step);
          return (
            <tr key={`${row.version}/${row.step ?? ''}`}>
              <th scope="row">
                {name} <span className="cz-meta">{t('impact.version', { number: row.version })}</span>
              </th>
              <td>
                {formats.number(row.runs)}
                {row.held > 0 && <span className="cz-meta"> {t('impact.held', { count: row.held })}</span>}
              </td>
              <td>
                <HTMLSelect
                  fill
                  aria-label={t('impact.for', { step: name })}
                  value={valueOf(choice)}
                  onChange={(event) => choose(row, event.target.value)}
                >
                  <option value="stay">{t('impact.stay', { number: row.version })}</option>
                  {row.step === null ? (
                    <option value="move">{t('impact.begin', { number: impact.version })}</option>
                  ) : (
                    <>
                      {row.inNew && <option value="move">{t('impact.same', { number: impact.version })}</option>}
                      {impact.targets
                        .filter((target) => target.step !== row.step)
                        .map((target) => (
                          <option key={target.step} value={`move ${target.step}`}>
                            {t('impact.to', { number: target.number, step: target.title })}
                          </option>
                        ))}
                    </>
                  )}
                  <option value="exit">{t('impact.exit')}</option>
                </HTMLSelect>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function nameOf(row: ImpactRow, notBegun: string): string {
  return row.step === null ? notBegun : row.title;
}

function valueOf(choice: ImpactChoice | undefined): string {
  if (choice === undefined) return 'stay';
  return choice.choice === 'move' && choice.target !== undefined ? `move ${choice.target}` : choice.choice;
}

function choiceOf(row: ImpactRow, value: string): ImpactChoice {
  const at = { version: row.version, step: row.step };
  if (value === 'stay' || value === 'exit' || value === 'move') return { ...at, choice: value };
  return { ...at, choice: 'move', target: value.slice('move '.length) };
}
