import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { ErrorState } from '../../../components/error-state.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import type { Versioned } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { type Automation, automationKeys, automationsApi } from '../../automations/api/automations-api.ts';
import { useNeighbours } from '../api/neighbours.ts';
import { useLookups } from '../api/lookups.ts';
import { Sketches, draw } from '../canvas/step-view.ts';
import { BuilderContext, useDraft } from '../model/builder-context.ts';
import { DraftStore } from '../model/draft-store.ts';
import { stepCatalogue } from '../model/step-catalogue.ts';
import { useAutosave } from '../model/use-autosave.ts';
import { useDiagnostics } from '../model/use-diagnostics.ts';
import { useWords } from '../model/use-words.ts';
import { Workbench } from './workbench.tsx';
import './builder-page.css';

export function BuilderPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('builder');
  const detail = useQuery({
    queryKey: [...automationKeys.one(id), 'detail'],
    queryFn: ({ signal }) => automationsApi.read(id, signal),
    // The draft on this page is newer than anything a refetch could bring; saving tells of others' changes.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  usePageTitle(detail.data?.data.name ?? t('title'));
  if (detail.isPending) return <PageSkeleton />;
  if (detail.error) return <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />;
  return <Loaded key={id} detail={detail.data} />;
}

function Loaded({ detail }: { detail: Versioned<Automation> }) {
  const session = useSession();
  const automation = detail.data;
  const [store] = useState(() => new DraftStore(automation.draft, stepCatalogue));
  const [first] = useState(detail);
  const canEdit = session.can('automations.write') && automation.status !== 'archived';
  const autosave = useAutosave(automation.id, store, first.etag ?? '', first.data.draft, canEdit);
  const lookups = useLookups();
  const state = useDraft(store);
  const { definition } = state.history;
  const words = useWords(definition, lookups);
  const sketches = useMemo(() => new Sketches(words), [words]);
  const drawing = useMemo(() => draw(definition, sketches, words), [definition, sketches, words]);
  const diagnosis = useDiagnostics(definition, lookups, useNeighbours(automation.id));
  const { subject } = definition;
  const segments = useMemo(() => lookups.segments.filter((one) => one.entity === subject), [lookups.segments, subject]);
  const builder = useMemo(
    () => ({
      store,
      definition,
      words,
      lookups,
      segments,
      drawing,
      diagnostics: diagnosis.diagnostics,
      estimate: diagnosis.estimate,
      readOnly: !canEdit,
    }),
    [store, definition, words, lookups, segments, drawing, diagnosis.diagnostics, diagnosis.estimate, canEdit],
  );
  return (
    <BuilderContext value={builder}>
      <Workbench automation={automation} autosave={autosave} checking={diagnosis.checking} />
    </BuilderContext>
  );
}
