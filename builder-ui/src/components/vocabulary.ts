import {
  Archive,
  BanCircle,
  Circle,
  Cross,
  CrossCircle,
  Disable,
  Dot,
  DoubleChevronDown,
  DoubleChevronUp,
  Edit,
  Endorsed,
  Error as ErrorIcon,
  Exchange,
  EyeOn,
  FullCircle,
  GitBranch,
  Hand,
  Help,
  Link,
  Lock,
  LogOut,
  Minus,
  Moon,
  Outdated,
  Pause,
  Phone,
  Play,
  Pulse,
  SendTo,
  Share,
  Stopwatch,
  Tick,
  TickCircle,
  Time,
  Undo,
  VolumeOff,
  Walk,
} from '@blueprintjs/icons';
import type { LeadStatus } from '../../../domain/records/lead-rules.ts';
import type { TaskPriority, TaskStatus } from '../../../domain/records/task-rules.ts';
import type { IconComponent } from '../lib/feature.ts';

export type ChipIntent = 'none' | 'primary' | 'success' | 'warning' | 'danger';
/** `filled`: somebody must act; `over`: only for the record. */
export type ChipWeight = 'normal' | 'filled' | 'over';

export interface Look {
  readonly icon: IconComponent;
  readonly intent: ChipIntent;
  readonly weight: ChipWeight;
}

const look = (icon: IconComponent, intent: ChipIntent = 'none', weight: ChipWeight = 'normal'): Look => ({ icon, intent, weight });

/** The values of every vocabulary: a state that is missing here does not compile. */
export interface Vocabularies {
  lead: LeadStatus;
  deal: 'open' | 'won' | 'lost' | 'abandoned' | 'locked';
  task: TaskStatus;
  priority: TaskPriority;
  sla: 'on_track' | 'due_soon' | 'overdue' | 'escalated';
  decision: 'pending' | 'info_requested' | 'approved' | 'rejected' | 'cancelled' | 'skipped' | 'expired' | 'queued' | 'delegated';
  automation: 'draft' | 'active' | 'paused' | 'archived';
  health: 'ok' | 'silent' | 'failing' | 'draft_changed';
  run: 'queued' | 'running' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled' | 'exited';
  message:
    | 'queued'
    | 'scheduled'
    | 'sending'
    | 'sent'
    | 'delivered'
    | 'opened'
    | 'clicked'
    | 'failed'
    | 'bounced'
    | 'suppressed'
    | 'unknown';
  user: 'active' | 'deactivated' | 'invited';
  import: 'mapping' | 'validating' | 'validated' | 'applying' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'undoing' | 'undone';
  export: 'reading' | 'packing' | 'completed' | 'failed' | 'cancelled' | 'expired';
  template: 'draft' | 'approved' | 'retired';
  form: 'draft' | 'published' | 'archived';
  submission: 'created' | 'updated' | 'refused';
  subscription: 'active' | 'disabled';
  delivery: 'pending' | 'delivered' | 'failed';
  inbound: 'accepted' | 'refused';
}
export type Vocabulary = keyof Vocabularies;

/** Word, glyph and colour of every state; the words are translations under `status.<vocabulary>.<value>`. */
export const looks: { readonly [V in Vocabulary]: Readonly<Record<Vocabularies[V], Look>> } = {
  lead: {
    new: look(FullCircle, 'primary'),
    contacted: look(Phone, 'primary'),
    qualified: look(Endorsed, 'success'),
    nurture: look(Moon),
    disqualified: look(BanCircle, 'none', 'over'),
    converted: look(Exchange, 'success', 'over'),
  },
  deal: {
    open: look(Circle, 'primary'),
    won: look(TickCircle, 'success'),
    lost: look(CrossCircle, 'none', 'over'),
    abandoned: look(Walk, 'none', 'over'),
    locked: look(Lock, 'warning'),
  },
  task: {
    open: look(Circle),
    in_progress: look(Play, 'primary'),
    done: look(Tick, 'success', 'over'),
    cancelled: look(Disable, 'none', 'over'),
  },
  priority: {
    low: look(DoubleChevronDown, 'none', 'over'),
    medium: look(Minus, 'none', 'over'),
    high: look(DoubleChevronUp, 'warning'),
    urgent: look(DoubleChevronUp, 'danger'),
  },
  sla: {
    on_track: look(Tick, 'none', 'over'),
    due_soon: look(Stopwatch, 'warning'),
    overdue: look(ErrorIcon, 'danger', 'filled'),
    escalated: look(DoubleChevronUp, 'danger', 'filled'),
  },
  decision: {
    pending: look(Time, 'warning'),
    info_requested: look(Help, 'primary'),
    approved: look(TickCircle, 'success'),
    rejected: look(Cross, 'danger'),
    cancelled: look(Disable, 'none', 'over'),
    skipped: look(Disable, 'none', 'over'),
    expired: look(Outdated),
    queued: look(Dot),
    delegated: look(Share, 'primary'),
  },
  automation: {
    draft: look(Edit),
    active: look(Play, 'success'),
    paused: look(Pause, 'warning'),
    archived: look(Archive, 'none', 'over'),
  },
  health: {
    ok: look(Tick, 'success', 'over'),
    silent: look(VolumeOff, 'warning', 'filled'),
    failing: look(ErrorIcon, 'danger', 'filled'),
    draft_changed: look(GitBranch, 'primary'),
  },
  run: {
    queued: look(Dot),
    running: look(Pulse, 'primary'),
    waiting: look(Time),
    held: look(Hand, 'warning', 'filled'),
    succeeded: look(Tick, 'success', 'over'),
    failed: look(CrossCircle, 'danger', 'filled'),
    cancelled: look(Disable, 'none', 'over'),
    exited: look(LogOut, 'none', 'over'),
  },
  message: {
    queued: look(Dot),
    scheduled: look(Time),
    sending: look(SendTo, 'primary'),
    sent: look(SendTo, 'primary'),
    delivered: look(Tick, 'success'),
    opened: look(EyeOn, 'success'),
    clicked: look(Link, 'success'),
    failed: look(ErrorIcon, 'danger', 'filled'),
    unknown: look(Help, 'danger', 'filled'),
    bounced: look(Undo, 'danger'),
    suppressed: look(Lock, 'warning'),
  },
  user: {
    active: look(Tick, 'success', 'over'),
    deactivated: look(Disable, 'none', 'over'),
    invited: look(SendTo, 'primary'),
  },
  import: {
    mapping: look(Edit),
    validating: look(Pulse, 'primary'),
    validated: look(Tick, 'primary'),
    applying: look(Pulse, 'primary'),
    paused: look(Pause, 'warning'),
    completed: look(TickCircle, 'success'),
    failed: look(CrossCircle, 'danger', 'filled'),
    cancelled: look(Disable, 'none', 'over'),
    undoing: look(Undo, 'primary'),
    undone: look(Undo, 'none', 'over'),
  },
  export: {
    reading: look(Pulse, 'primary'),
    packing: look(Pulse, 'primary'),
    completed: look(TickCircle, 'success'),
    failed: look(CrossCircle, 'danger', 'filled'),
    cancelled: look(Disable, 'none', 'over'),
    expired: look(Outdated, 'none', 'over'),
  },
  form: {
    draft: look(Edit),
    published: look(TickCircle, 'success'),
    archived: look(Archive, 'none', 'over'),
  },
  submission: {
    created: look(TickCircle, 'success'),
    updated: look(Edit, 'primary'),
    refused: look(BanCircle, 'warning'),
  },
  subscription: {
    active: look(Play, 'success'),
    disabled: look(Pause, 'danger', 'filled'),
  },
  delivery: {
    pending: look(Time),
    delivered: look(Tick, 'success', 'over'),
    failed: look(ErrorIcon, 'danger', 'filled'),
  },
  inbound: {
    accepted: look(Tick, 'success', 'over'),
    refused: look(BanCircle, 'warning'),
  },
  template: {
    draft: look(Edit),
    approved: look(TickCircle, 'success'),
    retired: look(Archive, 'none', 'over'),
  },
};
