import { describe, expect, it } from 'vitest';
import { masked, maskedLines, secretValues } from '../../../src/migrations/mask.ts';

describe('what a log shows of secrets', () => {
  it.each([
    ['connecting to postgres://shop:hunter22@db:5432/orders', 'connecting to postgres://shop:…@db:5432/orders'],
    ['PGPASSWORD=hunter22 psql', 'PGPASSWORD=… psql'],
    ['{"password": "hunter22", "user": "shop"}', '{"password": …, "user": "shop"}'],
    ["CREATE ROLE app LOGIN PASSWORD 'hunter22'", "CREATE ROLE app LOGIN PASSWORD '…'"],
    ["CREATE USER app IDENTIFIED BY 'hunter22", "CREATE USER app IDENTIFIED BY '…'"],
    ['api_key: hunter22hunter22', 'api_key: …'],
    ['Authorization: Bearer abcdefgh12345678', 'Authorization: … …'],
    ['token eyJhbGciOi.eyJzdWIiOi.SflKxwRJ', 'token …'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key …'],
    ['ghp_0123456789abcdef is mine', '… is mine'],
  ])('%s', (text, shown) => {
    expect(masked(text, [])).toBe(shown);
  });

  it.each(['ALTER TABLE orders ADD COLUMN note text', '3 migrations applied in 0.2 s', 'at https://shop.example/a:b'])(
    'leaves what is none: %s',
    (text) => {
      expect(masked(text, [])).toBe(text);
    },
  );

  it('knows the values of variables that are named like secrets', () => {
    const env = [
      { name: 'DATABASE_URL', value: 'db/orders?key' },
      { name: 'DB_PASSWORD', value: 'swordfish' },
      { name: 'LOG_LEVEL', value: 'debug' },
      { name: 'TOKEN' },
    ];
    const secrets = secretValues(env);
    expect(secrets).toEqual(['db/orders?key', 'swordfish']);
    expect(masked('debug: swordfish at db/orders?key', secrets)).toBe('debug: … at …');
  });

  it('leaves out a private key with all of its lines', () => {
    const key = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEow', '-----END RSA PRIVATE KEY-----'];
    expect(maskedLines(['before', ...key, 'after'], [])).toEqual(['before', '…', 'after']);
  });

  it('takes no long time for a line that was made to take long', () => {
    const line = 'password'.repeat(4000);
    expect(masked(line, [])).toContain('password');
  });
});
