import type { ComponentType } from 'react';
import type { NodeType } from '../../../../../../domain/automation/nodes/node-types.ts';
import type { EditorProps } from '../editor-props.ts';
import { FlowExitEditor, FlowGotoEditor, FlowIfEditor } from './flow.tsx';
import { FlowJoinEditor, FlowParallelEditor, FlowSplitEditor, FlowSwitchEditor } from './branches.tsx';
import { WaitUntilDateEditor } from './wait-until-date.tsx';
import { EmailEditor, InAppEditor } from './messages.tsx';
import { HttpRequestEditor } from './http-request.tsx';
import { ArchiveEditor, AssociateEditor, CreateEditor, FindEditor, MoveStageEditor } from './other-records.tsx';
import { AssignEditor, CreateTaskEditor, LogActivityEditor, TagEditor, UpdateEditor } from './records.tsx';
import { FlowForEachEditor, FlowGoalEditor } from './loops.tsx';
import { RunAutomationEditor } from './run-automation.tsx';
import { SetVariableEditor } from './variables.tsx';
import { WaitDurationEditor, WaitForEventEditor, WaitUntilWindowEditor } from './waits.tsx';

/** The editor of every node type: a type without an entry does not compile. `'schema'` draws the fields of the type's schema. */
export const editors: { readonly [T in NodeType]: ComponentType<EditorProps> | 'schema' } = {
  'wait.duration': WaitDurationEditor,
  'wait.until_window': WaitUntilWindowEditor,
  'wait.for_event': WaitForEventEditor,
  'wait.until_date': WaitUntilDateEditor,
  'flow.if': FlowIfEditor,
  'flow.switch': FlowSwitchEditor,
  'flow.split': FlowSplitEditor,
  'flow.parallel': FlowParallelEditor,
  'flow.join': FlowJoinEditor,
  'flow.for_each': FlowForEachEditor,
  'flow.goal': FlowGoalEditor,
  'flow.set_variable': SetVariableEditor,
  'flow.goto': FlowGotoEditor,
  'flow.exit': FlowExitEditor,
  'flow.run_automation': RunAutomationEditor,
  'record.create_task': CreateTaskEditor,
  'record.update': UpdateEditor,
  'record.add_tag': TagEditor,
  'record.remove_tag': TagEditor,
  'record.assign': AssignEditor,
  'record.log_activity': LogActivityEditor,
  'record.find': FindEditor,
  'record.create': CreateEditor,
  'record.associate': AssociateEditor,
  'record.archive': ArchiveEditor,
  'record.move_stage': MoveStageEditor,
  'message.email': EmailEditor,
  'message.in_app': InAppEditor,
  'http.request': HttpRequestEditor,
};
