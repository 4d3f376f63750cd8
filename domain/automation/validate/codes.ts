import { clockCodes } from './clock-codes.ts';
import { enrolmentCodes, neighbourCodes, sizeCodes } from './enrolment-codes.ts';
import type { CodeSpec } from './code-spec.ts';
import { error, warning } from './code-spec.ts';

/** Every code there is. */
export const codes = {
  // The form of the definition
  'AUT-001': error('Too large', 'The automation is too large or nested too deeply to be read.', 'Split it into several automations.'),
  'AUT-002': error(
    'Unknown version',
    'This automation was made by another version of the product (schema version {given}).',
    'Export it again from where it was made, with schema version 1.',
  ),
  'AUT-003': error('Not as expected', '{where} {problem}.', 'Correct the value; an exported automation shows how it should look.'),
  'AUT-004': error(
    'Unknown step type',
    'There is no step of the type "{type}".',
    'Remove the step, or choose a type from the step picker.',
  ),
  'AUT-005': error('Setting not valid', 'The setting {setting} {problem}.', 'Open the step and correct the setting.'),
  'AUT-006': error('One trigger', 'An automation needs exactly one trigger.', 'Choose what starts it.'),
  'AUT-007': error(
    'Too many steps',
    'The automation has {steps} steps; at most {max} are possible.',
    'Move a part of it into an automation of its own.',
  ),
  'AUT-008': error('Condition too deep', 'A condition here is nested more than {max} levels deep.', 'Split the condition into two steps.'),

  // Steps and the paths between them
  'AUT-101': error('Id twice', 'Two steps have the id "{id}".', 'Remove one of them, or give it an id of its own.'),
  'AUT-102': error('Connection from nowhere', 'A connection begins at "{from}", which does not exist.', 'Remove the connection.'),
  'AUT-103': error(
    'Connection to nowhere',
    'The branch "{outcome}" leads to "{to}", which does not exist.',
    'Remove the connection, or add the step.',
  ),
  'AUT-104': error(
    'Unknown branch',
    'A connection leaves by "{outcome}", but this step has no such branch.',
    'Remove the connection, or draw it from one of: {outcomes}.',
  ),
  'AUT-105': error('Branch drawn twice', 'The branch "{outcome}" leads to two steps.', 'Keep one of the connections.'),
  'AUT-106': error(
    'Decides nothing',
    'None of the branches of this step leads anywhere.',
    'Add a step to one of its branches, or remove it.',
  ),
  'AUT-107': error('Never reached', 'No path leads to this step.', 'Connect it, or remove it.'),
  'AUT-108': error(
    'Endless loop',
    'Steps lead back here without ever waiting, so a run would go round for ever.',
    'Add a wait to the loop, or use "Go to step" with a limit.',
  ),
  'AUT-109': error('Where to?', 'Choose the step to go to.', 'Open the step and choose where the path goes on.'),
  'AUT-110': error('Goes to itself', '"Go to step" leads to itself.', 'Choose another step.'),
  'AUT-111': error('Into the trigger', 'A connection leads into the trigger.', 'Let it lead to a step instead.'),
  'AUT-112': warning(
    'Loop without a wait',
    'The run comes back here up to {times} times at once, without waiting in between.',
    'Add a wait to the loop if time should pass between the rounds.',
  ),
  'AUT-113': warning('Nothing to do', 'The automation has no steps yet: its runs end at once.', 'Add a step after the trigger.'),
  'AUT-114': error('Not 100 percent', 'The shares of the branches add up to {sum} percent.', 'Let them add up to 100.'),
  'AUT-115': error(
    'Come together without a join',
    'Branches that run side by side come together here without a join, so this step would be done once for each of them.',
    'Put a join before this step.',
  ),
  'AUT-116': error('Nothing to join', 'No branches that run side by side lead to this join.', 'Remove it, or let the branches lead to it.'),
  'AUT-117': error(
    'Out of its branch',
    '"Go to step" leads out of, or into, a branch that runs beside others.',
    'Choose a step of the same branch.',
  ),
  'AUT-118': error('Two joins', 'The branches of one step meet here and in another join ("{join}").', 'Let all of them lead to one join.'),
  'AUT-119': error(
    'Never complete',
    'The join waits for {count} branches, but only {branches} lead to it.',
    'Wait for fewer, or let more branches lead to it.',
  ),
  'AUT-120': warning(
    'Ends on its own',
    'These branches never get to the join; it only waits for their end: {branches}.',
    'Let them lead to the join if later steps build on them.',
  ),
  'AUT-121': warning(
    'Set by two branches',
    'The variable "{name}" is also set in a branch that runs beside this one ("{step}"): which comes last is chance.',
    'Use two names, or set it after the join.',
  ),
  'AUT-122': error(
    'Nested too deep',
    'Branches stand in branches more than {max} levels deep.',
    'Move a part into an automation of its own.',
  ),
  'AUT-123': error('Goal in a loop', 'A goal cannot stand inside a loop or a reminder.', 'Put it behind the loop.'),
  'AUT-124': warning(
    'Nothing to skip',
    'No wait comes before this goal, so it never shortens anything.',
    'Put it behind the waits that it should end, or use "If".',
  ),

  // What steps refer to
  'AUT-201': error('Unknown field', 'There is no field "{path}" here.', 'Choose a field from the list.'),
  'AUT-202': error(
    'Comparison does not fit',
    'A field of the type {type} cannot be compared by "{operator}".',
    'Choose another comparison.',
  ),
  'AUT-203': error('Value does not fit', 'The value {value} does not fit: {expected} is expected.', 'Correct the value.'),
  'AUT-204': error('Value missing', 'The comparison has no value yet.', 'Enter a value.'),
  'AUT-205': error('Wrong number of values', '"{fn}" takes {min} to {max} values; {given} are given.', 'Add or remove values.'),
  'AUT-206': error('Unknown result', 'There is no result "{name}" of a step "{step}".', 'Choose a result of an earlier step.'),
  'AUT-207': error(
    'May not be there',
    'The result "{name}" of the step "{step}" does not exist on every path that leads here.',
    'Move this step behind the other one, or give a fallback.',
  ),
  'AUT-208': warning('May be empty', '{{{path}}} may be empty; the message would then have a gap.', 'Give a text that stands in for it.'),
  'AUT-209': error('Template missing', 'The template does not exist or is archived.', 'Choose another template.'),
  'AUT-210': error(
    'Template uses what is not there',
    'The template "{template}" uses {{{path}}}, which does not exist here.',
    'Change the template, or choose another one.',
  ),
  'AUT-211': error('No template chosen', 'Choose a template.', 'Open the step and choose one, or write the message there.'),
  'AUT-212': error('User missing', 'The chosen user does not exist.', 'Choose another user.'),
  'AUT-213': error('Team missing', 'The chosen team does not exist.', 'Choose another team.'),
  'AUT-214': warning(
    'Nobody in the team',
    'The team "{team}" has no active members, so nobody can be chosen.',
    'Add members to the team, or choose another one.',
  ),
  'AUT-215': warning('User not active', '{user} is deactivated.', 'Choose another user.'),
  'AUT-216': error(
    'Cannot be changed',
    'The field "{path}" cannot be set by an automation.',
    'Choose another field; owner and tags have steps of their own.',
  ),
  'AUT-217': error('Empty', 'This must not be empty.', 'Fill it in.'),
  'AUT-218': error('Nothing chosen', 'Choose at least one.', 'Open the step and choose.'),
  'AUT-219': warning(
    'Not filled in',
    '"{source}" is not a variable and stays as it is typed.',
    'Use variables such as {{lead.firstName}}.',
  ),
  'AUT-220': error('Unknown event', 'There is no event "{type}".', 'Choose an event from the list.'),
  'AUT-221': error(
    'Since when?',
    'The step "{step}", since which events count, does not come before this one on every path.',
    'Choose an earlier step.',
  ),
  'AUT-222': error('Nobody chosen', 'Choose a user.', 'Open the step and choose.'),
  'AUT-223': error('No team chosen', 'Choose a team.', 'Open the step and choose.'),
  'AUT-224': error(
    'Not a record',
    'The result "{name}" of the step "{step}" is not a record.',
    'Choose a result that is a record, such as a task.',
  ),

  'AUT-225': error(
    'Compares something else',
    'A search can only compare fields of the {type} that is looked for, with values that do not depend on it.',
    'Put a field of the {type} first.',
  ),
  'AUT-226': error('No stage chosen', 'Choose a stage.', 'Open the step and choose.'),
  'AUT-227': error('Stage missing', 'The chosen stage does not exist.', 'Choose another stage.'),
  'AUT-228': error(
    'Cannot be linked',
    'A {one} and a {other} cannot be linked.',
    'Link a deal with a contact or company, or a contact with a company.',
  ),
  'AUT-229': error('Needs more', 'A new {type} needs {fields}.', 'Give it a value.'),
  'AUT-230': error('Another kind of record', 'This step is about a {type}, but a {given} is chosen.', 'Choose a {type}.'),
  'AUT-231': error(
    'Variable of two types',
    'The variable "{name}" is set as {type} here, but as {first} by another step.',
    'Choose the same type, or another name.',
  ),
  'AUT-232': error(
    'May not be set',
    'The variable "{name}" is not set on every path that leads here.',
    'Set it before the paths part, or give a fallback.',
  ),
  'AUT-233': warning('Never read', 'The variable "{name}" is set, but nothing reads it.', 'Use it in a later step, or remove it.'),
  'AUT-234': warning(
    'Branch goes first',
    'This step has a branch for failures, so its rule for failures is never used.',
    'Remove the rule, or the branch.',
  ),
  'AUT-235': error(
    'Only inside the loop',
    'The result "{name}" of the step "{step}" is only there in the steps of its loop.',
    'Move this step into the loop.',
  ),
  'AUT-236': error(
    'Not a list',
    'The result "{name}" of the step "{step}" is not a list of records.',
    'Choose "all" in the step that finds them.',
  ),
  'AUT-237': error('No list chosen', 'Choose the records to go through.', 'Open the step and choose a list.'),
  'AUT-238': error('No automation chosen', 'Choose the automation to run.', 'Open the step and choose one.'),
  'AUT-239': error('Automation missing', 'The chosen automation does not exist or is archived.', 'Choose another one.'),
  'AUT-240': warning('Not live', '"{name}" is not live: nothing starts as long as it is not published.', 'Publish it before this one.'),
  'AUT-245': error(
    'Segment missing',
    'The chosen segment does not exist any more, or is about other records than those asked about here.',
    'Choose another segment, or remove the condition.',
  ),

  // Time
  'AUT-301': error(
    'Waits for ever',
    'The wait has no time-out: if the event never comes, the run never ends.',
    'Say how long to wait at most.',
  ),
  'AUT-302': error('Never open', 'These hours are never open.', 'Choose at least one day and an end after the beginning.'),
  'AUT-303': error(
    'Calendar without hours',
    'The business calendar has no open hours, so this would never end.',
    'Enter business hours in the settings, or use plain time.',
  ),
  'AUT-304': error('Unknown time zone', 'There is no time zone "{timeZone}".', 'Choose a time zone from the list.'),
  'AUT-305': warning('No wait', 'The wait lasts no time at all.', 'Enter a duration, or remove the step.'),
  'AUT-306': error('Too long', 'This is longer than five years.', 'Enter a shorter duration.'),
  'AUT-307': error('Whole days', 'Working days and weeks must be whole numbers.', 'Use working hours for parts of a day.'),
  'AUT-308': warning(
    'Long wait without a way out',
    'A run may wait here for {days} days, and nothing ends it early.',
    'Add an exit rule, e.g. when the record is closed or answers.',
  ),
  'AUT-309': error(
    'Without a date?',
    'Say what happens to a record that does not have this date.',
    'Let it go on at once, by a branch of its own, or fail.',
  ),
  'AUT-310': error('No date chosen', 'Choose the date to wait for.', 'Open the step and choose a field.'),

  // Messages
  'AUT-401': error(
    'No consent class',
    'Say whether this message is transactional or marketing.',
    'Marketing goes only to people who agreed to it.',
  ),
  'AUT-402': warning(
    'Same message twice',
    'The same message is sent in an earlier step of this path ("{step}").',
    'Change one of them, unless the repetition is meant.',
  ),

  // The automation as a whole
  'AUT-501': warning(
    'May start itself',
    'This step causes "{event}", which starts this automation again.',
    'Narrow the trigger or the enrolment filter, or allow each record only once.',
  ),
  'AUT-502': error('Trigger without events', 'Choose the event that starts the automation.', 'Open the trigger and choose.'),
  'AUT-503': error(
    'Not about such records',
    'The event "{event}" is never about a {subject}.',
    'Choose another event, or make the automation about other records.',
  ),
  'AUT-504': error(
    'Key needs an event',
    'A manually started automation has no event to take the key "{key}" from.',
    'Use one run per record.',
  ),
  'AUT-505': warning(
    'Never true',
    'A started-by-hand run has no event, so "has changed" is never true here.',
    'Compare the value instead.',
  ),
  'AUT-506': warning(
    'Nothing to answer',
    'Each record may enter only once, so a new event never restarts or queues anything.',
    'Let records enter again after the end, or always.',
  ),

  // Other systems
  'AUT-601': error(
    'Address not written out',
    '"{url}" does not begin with https:// and the name of a host.',
    'Write scheme and host out, such as https://api.example.com/, and put variables behind them: nobody who fills in a record may choose where data goes.',
  ),
  'AUT-602': error(
    'Private address',
    '{host} is not on the public internet.',
    'Call an address that everybody can reach. In a closed network an operator can allow private ones.',
  ),
  'AUT-603': error('Header not possible', '"{name}" cannot be set as a header.', 'Take it out: it is set by us, or no name of a header.'),
  'AUT-604': error(
    'Credential not there',
    'The chosen credential does not exist any more.',
    'Choose another one, or make it under Settings, Credentials.',
  ),
  'AUT-605': error(
    'Credential for other hosts',
    'The credential "{credential}" may not be sent to {host}.',
    'Choose another credential, or let its owner allow this host under Settings, Credentials.',
  ),
  'AUT-606': error('Not a path', '"{path}" is not a path into the answer.', 'Write it as in $.order.items[0].sku.'),
  'AUT-607': error('Name twice', 'Two values of the answer are called "{name}".', 'Give each a name of its own.'),
  'AUT-608': error(
    'Form not there',
    'The form that starts this automation does not exist any more.',
    'Open the trigger and choose another form.',
  ),
  'AUT-609': error(
    'Webhook not there',
    'The inbound webhook that starts this automation does not exist any more.',
    'Open the trigger and choose another webhook.',
  ),
  'AUT-610': error('Form about others', 'The form "{form}" makes no {subject}.', 'Choose another form or kind of record.'),

  ...enrolmentCodes,
  ...neighbourCodes,
  ...sizeCodes,

  // Dates, schedules, segments
  ...clockCodes,
} as const satisfies Readonly<Record<string, CodeSpec>>;

export type DiagnosticCode = keyof typeof codes;
