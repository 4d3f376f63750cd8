import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const servers = './test/helpers/global-setup.ts';
const nothingBuilt = ['**/node_modules/**', '**/dist/**', '.cadenza/**'];

// Real servers, real processes: forks, because the Temporal SDK's native part does not survive worker threads.
const forks = { pool: 'forks' as const, env: { TZ: 'UTC' }, exclude: nothingBuilt };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...forks,
          name: 'unit',
          isolate: false,
          include: [
            '{domain,commands,workflows,activities,api,db,templates,workers,config,scripts}/**/*.test.ts',
            'test/architecture/**/*.test.ts',
          ],
          testTimeout: 20_000,
        },
      },
      {
        plugins: [react()],
        root: '.',
        test: {
          ...forks,
          name: 'ui',
          environment: 'happy-dom',
          include: ['builder-ui/src/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          ...forks,
          name: 'integration',
          globalSetup: servers,
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...forks,
          name: 'workflow',
          globalSetup: servers,
          include: ['test/workflows/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          maxWorkers: 2,
        },
      },
      {
        test: { ...forks, name: 'replay', include: ['test/replay/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: {
          ...forks,
          name: 'e2e',
          globalSetup: './test/helpers/e2e-setup.ts',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
