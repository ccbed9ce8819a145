import { clientFor } from './programs.ts';

/**
 * What a migration's Job runs in tests: `node run-sql.ts print <text…>` prints, `node run-sql.ts run <statement…>` runs each
 * statement by itself on DATABASE_URL, and ends at the first that fails.
 */
const [word, ...texts] = process.argv.slice(2);

async function run(url: string): Promise<void> {
  const client = clientFor(url);
  await client.connect();
  try {
    for (const text of texts) {
      await client.query(text);
      process.stdout.write(`ran: ${text}\n`);
    }
  } finally {
    await client.end();
  }
}

if (word === 'print') process.stdout.write(texts.map((text) => `${text};\n`).join(''));
else {
  await run(process.env['DATABASE_URL'] ?? '').catch((error: unknown) => {
    process.stdout.write(`ERROR ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  });
}
