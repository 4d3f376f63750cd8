import { createRequire } from 'node:module';
import { type ICruiseResult, cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const require = createRequire(import.meta.url);

/** Whether imports that vanish at runtime count. */
type Edges = 'with-types' | 'runtime';

/** Runs dependency-cruiser with the repository's rules on some files below a folder. */
export async function cruiseFolder(baseDir: string, paths: readonly string[], edges: Edges = 'with-types'): Promise<ICruiseResult> {
  const configuration = require('../../.dependency-cruiser.cjs');
  const { forbidden, options } = configuration;
  const { output } = await cruise(
    [...paths],
    {
      ...options,
      tsConfig: undefined,
      skipAnalysisNotInRules: false,
      tsPreCompilationDeps: edges === 'with-types',
      baseDir,
      validate: true,
      ruleSet: { forbidden },
    },
    options.enhancedResolveOptions,
    { tsConfig: extractTSConfig(require.resolve('../../tsconfig.json')) },
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text.');
  return output;
}
