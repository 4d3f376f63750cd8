import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { activityInfo } from '@temporalio/activity';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import type { SegmentAnswer, SegmentInput } from '../../../workflows/contracts/automation-run.ts';
import type { TestTemporal } from '../../helpers/temporal.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const silent = (): void => undefined;
const quiet = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };

/** What of the shell's text becomes what else. */
export type Change = readonly [from: string, to: string];

/** A shell that wants to continue as new after few events, so that a test gets there. */
export const soonAsNew: Change = ['workflowInfo().continueAsNewSuggested', 'workflowInfo().historyLength > 12'];

/** Bundles a copy of the workflows in which lines of `automation-run.ts` are changed: a rule is taken out, a threshold lowered. */
export async function changedShell(...changes: readonly Change[]): Promise<WorkflowBundleWithSourceMap> {
  const folder = await mkdtemp(join(tmpdir(), 'cadenza-shell-'));
  try {
    await cp(join(root, 'workflows'), join(folder, 'workflows'), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await symlink(join(root, 'domain'), join(folder, 'domain'));
    const file = join(folder, 'workflows/automation-run.ts');
    let text = await readFile(file, 'utf8');
    for (const [from, to] of changes) {
      if (!text.includes(from)) throw new Error(`the shell has no ${from}`);
      text = text.replace(from, to);
    }
    await writeFile(file, text);
    return await bundleWorkflowCode({ workflowsPath: join(folder, 'workflows/index.ts'), logger: quiet });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A segment asked for, and by which execution of the workflow. */
export interface Asked extends SegmentInput {
  readonly by: string;
}

export interface ScriptedShell {
  readonly workflowId: string;
  /** Segments asked for so far. */
  readonly asked: readonly Asked[];
  readonly stop: () => Promise<void>;
}

/** A real shell on the real server whose segments are played by the test. */
export async function shellWith(
  temporal: TestTemporal,
  workflowBundle: WorkflowBundleWithSourceMap,
  play: (input: SegmentInput, asked: number) => Promise<SegmentAnswer>,
): Promise<ScriptedShell> {
  const taskQueue = temporal.taskQueue('shell');
  const asked: Asked[] = [];
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowBundle,
    activities: {
      runSegment: (input: SegmentInput) => {
        asked.push({ ...input, by: activityInfo().workflowExecution?.runId ?? '' });
        return play(input, asked.length);
      },
    },
  });
  const running = worker.run();
  const workflowId = `automation/${taskQueue}`;
  const input = { tenantId: 'tenant', runId: 'run', incarnation: 1, seq: 0 };
  await temporal.client.workflow.start('automationRun', { workflowId, taskQueue, args: [input] });
  return {
    workflowId,
    asked,
    stop: async () => {
      await temporal.client.workflow
        .getHandle(workflowId)
        .terminate('the test is over')
        .catch(() => undefined);
      worker.shutdown();
      await running;
    },
  };
}

export function waits(input: SegmentInput): SegmentAnswer {
  return { kind: 'waits', seq: input.seq, timer: null, step: 'Wait', details: 'Waits.' };
}
