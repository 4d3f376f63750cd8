import { httpCallWorkflowId } from '../../../workflows/contracts/http-call.ts';
import { definition, step } from '../../factories/definitions.ts';
import { eventually } from '../../helpers/until.ts';
import type { Recorded } from './setting.ts';
import { setting } from './setting.ts';
import type { Studio } from './studio.ts';

/** A call to a name that nobody knows: tried twice, then the run goes on by its branch for that. */
export async function calls(studio: Studio): Promise<readonly Recorded[]> {
  const scene = await setting(
    studio,
    definition(
      [
        step('call', 'http.request', { url: 'https://api.cadenza.invalid/', retry: { attempts: 2, firstDelaySeconds: 1 } }),
        step('worked', 'record.add_tag', { tags: ['worked'] }),
        step('failed', 'record.add_tag', { tags: ['failed'] }),
      ],
      {
        name: 'Calls',
        edges: [
          { from: 'start', outcome: 'next', to: 'call' },
          { from: 'call', outcome: 'ok', to: 'worked' },
          { from: 'call', outcome: 'failed', to: 'failed' },
        ],
      },
    ),
  );
  const [lead = ''] = await scene.leadsCome(1);
  const run = await scene.runReaches(lead, 'succeeded');
  await studio.handle(run.workflowId).result();
  const [call] = await studio.stage.look<{ id: string; incarnation: number }>('select id, incarnation from http_calls where run_id = $1', [
    run.id,
  ]);
  if (call === undefined) throw new Error('the step made no call');
  const workflowId = httpCallWorkflowId({ tenantId: scene.world.tenantId, callId: call.id, incarnation: call.incarnation });
  await eventually('the call is over', async () => (await studio.handle(workflowId).describe()).status.name === 'COMPLETED');
  return [
    { name: 'automation-run.calls', workflowId: run.workflowId },
    { name: 'http-call.failed', workflowId },
  ];
}
