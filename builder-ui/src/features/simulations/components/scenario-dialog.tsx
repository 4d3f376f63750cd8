import { Button, Checkbox, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { Add } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewScenario, SavedScenario } from '../../../../../api/contracts/scenarios.ts';
import type { SubjectType } from '../../../../../domain/records/record-types.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { freshExpectation, scenarioKeys, type ScenarioStep, scenariosApi } from '../scenarios-api.ts';
import { ExpectationFields, type NamedRecord } from './expectation-fields.tsx';
import { CourseFields } from './scenario-panel.tsx';
import { RecordsChoice } from './records-choice.tsx';

interface ScenarioDialogProps {
  readonly automationId: string;
  /** A scenario that is there is changed; anything else is saved as a new one. */
  readonly start: SavedScenario | Omit<NewScenario, 'name'>;
  /** The very records a simulation was tried on, which may be kept instead of "the newest". */
  readonly tried: readonly NamedRecord[];
  readonly subject: SubjectType;
  readonly steps: readonly ScenarioStep[];
  readonly onClose: () => void;
}

const most = 50;
const mostRecords = 200;

/** Name, whether publishing asks for it, whom it is tried on, and what has to come of it. */
export function ScenarioDialog({ automationId, start, tried, subject, steps, onClose }: ScenarioDialogProps) {
  const { t } = useTranslation('simulations');
  const client = useQueryClient();
  const nameId = useId();
  const saved = 'id' in start ? start : null;
  const [name, setName] = useState(saved?.name ?? '');
  const [required, setRequired] = useState(saved?.required ?? false);
  const [records, setRecords] = useState<NewScenario['records']>(start.records);
  const [course, setCourse] = useState(start.course);
  const [expectations, setExpectations] = useState<NonNullable<NewScenario['expectations']>>(start.expectations ?? []);
  useInertRoot(true);
  const save = useMutation({
    mutationFn: () => {
      const fields = { name: name.trim(), required, records, course, expectations };
      return saved === null ? scenariosApi.create(automationId, fields) : scenariosApi.update(saved.id, saved.version, fields);
    },
    onSuccess: async () => {
      onClose();
      void toast(t('savedScenario'), 'success');
      await client.invalidateQueries({ queryKey: scenarioKeys.of(automationId) });
    },
  });
  // Those of a saved scenario are known by their ids alone.
  const named =
    'ids' in start.records
      ? start.records.ids.map((id, index) => ({ id, name: t('recordNumber', { number: index + 1 }) }))
      : tried.slice(0, mostRecords);
  return (
    <Dialog isOpen onClose={onClose} title={t(saved === null ? 'saveScenario' : 'editScenario')} canOutsideClickClose={false}>
      <DialogBody>
        <div className="cz-stack">
          <FormErrors error={save.error} ids={{ '/name': nameId }} />
          <TextField
            id={nameId}
            required
            autoFocus
            label={t('scenarioName')}
            hint={t('scenarioNameHint')}
            value={name}
            maxLength={100}
            error={isProblem(save.error) ? save.error.fieldError('/name') : undefined}
            onChange={setName}
          />
          <Checkbox checked={required} label={t('required')} onChange={(event) => setRequired(event.currentTarget.checked)} />
          <RecordsChoice
            subject={subject}
            value={records}
            newest={'newest' in start.records ? start.records.newest : 100}
            ids={named.map((one) => one.id)}
            onChange={setRecords}
          />
          <CourseFields
            course={{ days: course.days ?? 90, seed: course.seed ?? 1, reactions: course.reactions ?? [] }}
            onChange={({ reactions, ...change }) =>
              setCourse({ ...course, ...change, ...(reactions === undefined ? {} : { reactions: [...reactions] }) })
            }
          />
          <h3>{t('expectations')}</h3>
          {expectations.length === 0 && <p className="cz-muted">{t('noExpectations')}</p>}
          {expectations.map((expectation, index) => (
            // An expectation has no other name than its place.
            <ExpectationFields
              key={index}
              number={index + 1}
              expectation={expectation as SavedScenario['expectations'][number]}
              steps={steps}
              records={'ids' in records ? named : []}
              onChange={(next) => setExpectations(expectations.flatMap((one, at) => (at === index ? (next ?? []) : one)))}
            />
          ))}
          <Button
            icon={<Add />}
            text={t('addExpectation')}
            disabled={expectations.length >= most}
            onClick={() => setExpectations([...expectations, freshExpectation('ended', steps)])}
          />
        </div>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text={t('cancel')} disabled={save.isPending} onClick={onClose} />
            <Button
              intent="primary"
              text={t('save')}
              loading={save.isPending}
              disabled={name.trim() === ''}
              onClick={() => save.mutate()}
            />
          </>
        }
      />
    </Dialog>
  );
}
