import {
  Add,
  Archive,
  ArrowRight,
  Link,
  Search,
  Calendar,
  Cog,
  Edit,
  Envelope,
  Flash,
  Fork,
  Form,
  HandUp,
  History,
  Stopwatch,
  KeyEnter,
  LogOut,
  Notifications,
  Person,
  Tag,
  Time,
  SmallCross,
} from '@blueprintjs/icons';
import type { NodeType, TriggerType } from '../../../../../domain/automation/nodes/node-types.ts';
import type { IconComponent } from '../../../lib/feature.ts';

/** Exhaustive by type; imported singly, so only these are shipped. */
export const stepIcons: Readonly<Record<NodeType | TriggerType, IconComponent>> = {
  'trigger.event': Flash,
  'trigger.manual': HandUp,
  'wait.duration': Time,
  'wait.until_window': Calendar,
  'wait.for_event': Stopwatch,
  'flow.if': Fork,
  'flow.goto': KeyEnter,
  'flow.exit': LogOut,
  'record.create_task': Form,
  'record.update': Edit,
  'record.add_tag': Tag,
  'record.remove_tag': SmallCross,
  'record.assign': Person,
  'record.log_activity': History,
  'record.find': Search,
  'record.create': Add,
  'record.associate': Link,
  'record.archive': Archive,
  'record.move_stage': ArrowRight,
  'message.email': Envelope,
  'message.in_app': Notifications,
};

export const unknownStepIcon: IconComponent = Cog;
