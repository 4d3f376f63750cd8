import { useEffect, useMemo, useRef, useState } from 'react';
import type { Neighbour } from '../../../../../domain/automation/analysis/footprint.ts';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import type { Lookups } from '../api/lookups.ts';
import type { Judged, TenantFacts } from './validation.ts';
import type { Answer, Question } from './validation.worker.ts';

const settleMs = 300;
const nothing: Judged = { diagnostics: [], estimate: null };

export interface Diagnosis extends Judged {
  /** An answer about the newest definition is still to come. */
  readonly checking: boolean;
}

/** Compiles the draft beside the page, 300 ms after the last change; answers about older drafts are dropped. */
export function useDiagnostics(definition: AutomationDefinition, lookups: Lookups, neighbours?: readonly Neighbour[]): Diagnosis {
  const worker = useRef<Worker | null>(null);
  const serial = useRef(0);
  const told = useRef<TenantFacts | null>(null);
  const [judged, setJudged] = useState<Judged>(nothing);
  const [answered, setAnswered] = useState(0);
  const facts = useMemo(() => ({ ...factsOf(lookups), ...(neighbours && { neighbours }) }), [lookups, neighbours]);
  useEffect(() => {
    const own = new Worker(new URL('./validation.worker.ts', import.meta.url), { type: 'module' });
    own.onmessage = (event: MessageEvent<Answer>) => {
      if (event.data.serial !== serial.current) return;
      setJudged({ diagnostics: event.data.diagnostics, estimate: event.data.estimate });
      setAnswered(event.data.serial);
    };
    worker.current = own;
    told.current = null;
    return () => own.terminate();
  }, []);
  useEffect(() => {
    serial.current += 1;
    const number = serial.current;
    const timer = setTimeout(() => {
      const question: Question = { serial: number, definition, ...(told.current !== facts && { facts }) };
      told.current = facts;
      worker.current?.postMessage(question);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [definition, facts]);
  return { ...judged, checking: answered !== serial.current };
}

function factsOf(lookups: Lookups): TenantFacts {
  const base: TenantFacts = { catalogue: lookups.catalogue, ...(lookups.calendar && { calendar: lookups.calendar }) };
  if (lookups.loading) return base;
  return {
    ...base,
    templates: lookups.templates.map(({ id, name, variables }) => ({ id, name, variables: variables ?? [] })),
    users: lookups.users.map(({ id, name, status }) => ({ id, name, active: status !== 'deactivated' })),
    ...(lookups.sources.forms && { forms: lookups.forms }),
    ...(lookups.sources.webhooks && { webhooks: lookups.webhooks }),
    ...(lookups.sources.segments && { segments: lookups.segments }),
    ...(lookups.sources.exclusivityGroups && { exclusivityGroups: lookups.exclusivityGroups }),
    ...(lookups.sources.credentials && { credentials: lookups.credentials }),
    teams: lookups.teams.map(({ id, name, memberIds }) => ({ id, name, activeMembers: memberIds?.length ?? 1 })),
  };
}
