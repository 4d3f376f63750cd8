import type { Json, JsonObject } from '../../../../../domain/json.ts';

/** What an editor of a step's config gets. Pointers are relative to the config, e.g. `/due/duration`. */
export interface EditorProps {
  readonly config: JsonObject;
  /** `undefined` takes the member away. Typing in one pointer is one entry of the log. */
  readonly set: (pointer: string, value: Json | undefined) => void;
  /** The first problem at or under a pointer, in a sentence. */
  readonly errorAt: (pointer: string) => string | undefined;
  readonly nodeId: string;
  readonly readOnly: boolean;
}
