import { createAutomation } from '../../../commands/automations/create-automation.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import type { DefinitionEdge, DefinitionNode } from '../../../domain/automation/definition/definition.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { Recorded, Setting } from './setting.ts';
import { setting } from './setting.ts';
import type { Studio } from './studio.ts';

const edge = (from: string, outcome: string, to: string): DefinitionEdge => ({ from, outcome, to });
const literal = (value: string) => ({ kind: 'literal', value });
const result = (of: string) => ({ kind: 'output', step: of, name: 'record' });
const field = (path: string) => ({ kind: 'field', path });
const twoSeconds = { duration: { amount: 2, unit: 'seconds' } };
const always = {
  kind: 'hours',
  days: ['1', '2', '3', '4', '5', '6', '7'],
  from: '00:00',
  to: '23:59',
  timeZone: 'UTC',
  skipHolidays: false,
};

/** Steps one after the other: each with the way out that leads to the next. */
function line(...steps: readonly (readonly [node: DefinitionNode, way: string])[]) {
  const edges = steps.map(([node], index) => {
    const [before, way] = steps[index - 1] ?? [];
    return edge(before?.id ?? 'start', way ?? 'next', node.id);
  });
  return { nodes: steps.map(([node]) => node), edges };
}

async function recorded(studio: Studio, scene: Setting, name: string): Promise<Recorded> {
  const [lead = ''] = await scene.leadsCome(1);
  const { workflowId } = await scene.runReaches(lead, 'succeeded');
  await studio.handle(workflowId).result();
  return { name, workflowId };
}

const make = (id: string, recordType: string, name: string) =>
  step(id, 'record.create', {
    recordType,
    onDuplicate: 'create',
    values: [{ field: recordType === 'contact' ? 'lastName' : 'name', value: literal(name) }],
  });
const orion = { kind: 'compare', left: field('found.name'), operator: 'is', right: literal('Orion') };

/** What changes records and sends, with waits between, so that several segments do it. */
function records(stageId: string, userId: string) {
  return line(
    [make('company', 'company', 'Acme'), 'created'],
    [make('person', 'contact', 'Levi'), 'created'],
    [make('deal', 'deal', 'Orion'), 'created'],
    [step('nap', 'wait.duration', twoSeconds), 'next'],
    [step('link', 'record.associate', { record: result('person'), with: result('company') }), 'next'],
    [step('find', 'record.find', { recordType: 'deal', condition: orion }), 'found'],
    [step('move', 'record.move_stage', { about: result('find'), stageId }), 'next'],
    [step('score', 'record.update'), 'next'],
    [step('tag', 'record.add_tag', { tags: ['seen'] }), 'next'],
    [step('untag', 'record.remove_tag', { tags: ['seen'] }), 'next'],
    [step('give', 'record.assign', { pool: { kind: 'users', userIds: [userId] } }), 'next'],
    [step('note', 'record.log_activity'), 'next'],
    [step('task', 'record.create_task', { due: { kind: 'duration', duration: { amount: 2, unit: 'hours' } } }), 'next'],
    [step('mail', 'message.email'), 'next'],
    [step('tell', 'message.in_app', { to: { kind: 'owner' }, text: 'Done' }), 'next'],
    [step('rest', 'wait.duration', twoSeconds), 'next'],
    [step('away', 'record.archive', { about: result('find') }), 'next'],
  );
}

/** What waits and branches; the goto leads back once. */
function ways() {
  const branches = [
    { id: 'a', label: 'A', percent: 100 },
    { id: 'b', label: 'B', percent: 0 },
  ];
  const later = { date: field('lead.createdAt'), offset: { direction: 'after', amount: 6, unit: 'seconds' }, ifMissing: 'fail' };
  const { nodes, edges } = line(
    [step('open', 'wait.until_window', { window: always }), 'next'],
    [step('date', 'wait.until_date', later), 'next'],
    [step('high', 'flow.if'), 'no'],
    [step('kind', 'flow.switch'), 'else'],
    [step('half', 'flow.split', { branches }), 'a'],
    [
      step('touch', 'wait.for_event', { events: ['touch.logged'], filter: null, timeout: { amount: 2, unit: 'seconds' }, since: null }),
      'timed_out',
    ],
    [step('raise', 'record.update', { changes: [{ field: 'lead.score', value: { kind: 'literal', value: 90 } }] }), 'next'],
    [step('again', 'flow.goto', { target: 'high', maxVisits: 3 }), ''],
  );
  const over = step('over', 'flow.exit', { result: 'succeeded', reason: 'High enough.' });
  return { nodes: [...nodes, over], edges: [...edges, edge('high', 'yes', 'over')] };
}

/** Branches side by side, a loop, a goal that a variable decides. */
function sides(draft: string): { nodes: readonly DefinitionNode[]; edges: readonly DefinitionEdge[] } {
  const one = { kind: 'literal', value: 1 };
  const points = { kind: 'compare', left: field('vars.points'), operator: 'is', right: one };
  const levi = { kind: 'compare', left: field('found.lastName'), operator: 'is', right: literal('Levi') };
  const loop = { kind: 'output', step: 'all', name: 'records' };
  const nodes = [
    make('person', 'contact', 'Levi'),
    step('both', 'flow.parallel'),
    step('nap', 'wait.duration', twoSeconds),
    step('rest', 'wait.duration', { duration: { amount: 1, unit: 'seconds' } }),
    step('meet', 'flow.join'),
    step('all', 'record.find', { recordType: 'contact', condition: levi, take: 'all' }),
    step('each', 'flow.for_each', { source: loop, atOnce: 1 }),
    step('note', 'record.log_activity'),
    step('points', 'flow.set_variable', { variables: [{ name: 'points', type: 'number', value: one }] }),
    step('long', 'wait.duration', { duration: { amount: 5, unit: 'hours' } }),
    step('goal', 'flow.goal', { criterion: { kind: 'condition', when: points } }),
    step('other', 'flow.run_automation', { automationId: draft, wait: null }),
    step('won', 'flow.exit', { result: 'succeeded', reason: 'Reached.' }),
  ];
  const edges = [
    edge('start', 'next', 'person'),
    edge('person', 'created', 'both'),
    edge('both', 'a', 'nap'),
    edge('both', 'b', 'rest'),
    edge('nap', 'next', 'meet'),
    edge('rest', 'next', 'meet'),
    edge('meet', 'next', 'all'),
    edge('all', 'found', 'each'),
    edge('each', 'each', 'note'),
    edge('each', 'done', 'points'),
    edge('points', 'next', 'long'),
    edge('long', 'next', 'goal'),
    edge('goal', 'reached', 'other'),
    edge('other', 'not_started', 'won'),
  ];
  return { nodes, edges };
}

/** Every type of step in a history that is replayed. */
export async function everyStep(studio: Studio): Promise<readonly Recorded[]> {
  const changing = await setting(studio, async (world, repId) => {
    const [stage] = await studio.stage.look<{ id: string }>(
      "select id from stages where tenant_id = $1 and kind = 'open' order by position offset 1 limit 1",
      [world.tenantId],
    );
    return definition([], { name: 'Records', ...records(stage?.id ?? '', repId) });
  });
  const branching = await setting(studio, definition([], { name: 'Ways', ...ways() }));
  const beside = await setting(studio, async (world, repId) => {
    const frame = { tenantId: world.tenantId, actor: { kind: 'user', userId: repId } } as const;
    const draft = await runCommand(studio.stage.db, frame, (trx, context) =>
      createAutomation(trx, context, { definition: definition([]) }),
    );
    return definition([], { name: 'Sides', ...sides(draft.id) });
  });
  return [
    await recorded(studio, changing, 'automation-run.records'),
    await recorded(studio, branching, 'automation-run.ways'),
    await recorded(studio, beside, 'automation-run.sides'),
  ];
}
