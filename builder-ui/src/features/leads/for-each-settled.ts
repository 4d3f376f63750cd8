/** Works through a list, a few at a time, and tells which items failed instead of stopping at the first. */
export async function forEachSettled<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
  onProgress: (finished: number) => void,
  atOnce = 4,
): Promise<{ done: number; failed: T[] }> {
  const failed: T[] = [];
  let next = 0;
  let finished = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index] as T;
      try {
        await work(item);
      } catch {
        failed.push(item);
      }
      finished += 1;
      onProgress(finished);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  return { done: finished - failed.length, failed };
}
