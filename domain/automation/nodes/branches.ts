import { z } from 'zod';
import { nodeId } from '../definition/expression-schema.ts';

/** What branches are drawn by: the id is the outcome and stays, the label is the author's and may change. */
export const branchParts = { id: nodeId, label: z.string().max(80).default('') };

export const mostBranches = 20;

/** Ids that every way out may have but once. */
export function differ(branches: readonly { readonly id: string }[], ...taken: readonly string[]): boolean {
  const ids = [...branches.map((branch) => branch.id), ...taken];
  return new Set(ids).size === ids.length;
}

/** The way out of a branch, under the author's name for it or its place. */
export function wayOf(branch: { readonly id: string; readonly label: string }, index: number) {
  return { name: branch.id, label: branch.label.trim() === '' ? `${index + 1}` : branch.label.trim() };
}
