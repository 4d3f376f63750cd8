import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';

/** What Temporal says of a workflow id: its latest execution runs, is closed, or was never there (or is forgotten). */
export type WorkflowState = 'running' | 'closed' | 'missing';

/** Reading access to Temporal; nothing here changes anything. */
export interface WorkflowDirectory {
  readonly stateOf: (workflowId: string) => Promise<WorkflowState>;
  /** Workflows of a type that were ended otherwise than by themselves, with the word for how. */
  readonly closedFromOutside: (type: string, since: Date) => AsyncIterable<{ readonly workflowId: string; readonly how: string }>;
}

const words: Readonly<Record<string, string>> = { TERMINATED: 'terminated', FAILED: 'failed', TIMED_OUT: 'timed out' };

export function temporalDirectory(client: Client): WorkflowDirectory {
  return {
    stateOf: async (workflowId) => {
      try {
        const { status } = await client.workflow.getHandle(workflowId).describe();
        return status.name === 'RUNNING' ? 'running' : 'closed';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'missing';
        throw error;
      }
    },
    closedFromOutside: async function* (type, since) {
      const query = `WorkflowType = '${type}' AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut') AND CloseTime > '${since.toISOString()}'`;
      for await (const found of client.workflow.list({ query })) {
        yield { workflowId: found.workflowId, how: words[found.status.name] ?? found.status.name.toLowerCase() };
      }
    },
  };
}
