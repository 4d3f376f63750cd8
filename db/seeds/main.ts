import { env } from '../../config/env.ts';
import { createDatabase } from '../connection.ts';
import { seedDemo } from './demo.ts';

const url = env().DATABASE_URL;
if (!url) throw new Error('DATABASE_URL names the database that gets the demo data.');
const db = createDatabase({ url, poolSize: 2, applicationName: 'cadenza-seed' });
try {
  const { told } = await seedDemo(db);
  process.stdout.write(told.length === 0 ? 'The demo data is there already.\n' : `Demo data: ${told.join(', ')}\n`);
} finally {
  await db.close();
}
