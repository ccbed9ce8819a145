import { describe, expect, it } from 'vitest';
import { masked, maskedLines, secretValues } from '../../../src/domain/mask.ts';

describe('what a log shows of secrets', () => {
  it.each([
    ['connecting to postgres://shop:hunter22@db:5432/orders', 'connecting to postgres://shop:…@db:5432/orders'],
    ['PGPASSWORD=hunter22 psql', 'PGPASSWORD=… psql'],
    ['{"password": "hunter22", "user": "shop"}', '{"password": …, "user": "shop"}'],
    ["CREATE ROLE app LOGIN PASSWORD 'hunter22'", "CREATE ROLE app LOGIN PASSWORD '…'"],
    ["CREATE USER app IDENTIFIED BY 'hunter22", "CREATE USER app IDENTIFIED BY '…'"],
    ['api_key: hunter22hunter22', 'api_key: …'],
    ['Authorization: Bearer abcdefgh12345678', 'Authorization: …'],
    ['token eyJhbGciOi.eyJzdWIiOi.SflKxwRJ', 'token …'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key …'],
    ['ghp_0123456789abcdef is mine', '… is mine'],
    ['mysql://root:p@ss/word@host/db', 'mysql://root:…@host/db'],
    ['app:hunter22@tcp(db:3306)/shop', 'app:…@tcp(db:3306)/shop'],
    ['jdbc:oracle:thin:scott/tiger@//db:1521/shop', 'jdbc:oracle:thin:scott/…@//db:1521/shop'],
    ['db;user=sa;password={hun;ter22};x', 'db;user=sa;password=…;x'],
    ['{"password":"a\\"b hunter22"}', '{"password":…}'],
    ['"{\\"password\\":\\"hunter22\\"}"', '"{\\"password\\":…'],
    ['CREATE USER app IDENTIFIED BY "hunter22"', "CREATE USER app IDENTIFIED BY '…'"],
    ['CREATE USER app IDENTIFIED BY hunter22;', "CREATE USER app IDENTIFIED BY '…';"],
    ["CREATE USER app IDENTIFIED WITH sha2 AS '$A$0'", "CREATE USER app IDENTIFIED WITH sha2 AS '…'"],
    ["SET PASSWORD FOR 'app'@'%' = 'hunter22'", "SET PASSWORD FOR 'app'@'%' = '…'"],
    ["SET PASSWORD = PASSWORD('hunter22')", 'SET PASSWORD = …'],
    ["PASSWORD E'hunter22'", "PASSWORD '…'"],
    ['PASSWORD $$hunter22$$', "PASSWORD '…'"],
    ['migrate --db-password hunter22 up', 'migrate --db-password … up'],
    ['--token hunter22', '--token …'],
    ['mysql -uroot -phunter22 shop', 'mysql -uroot -p… shop'],
    ['Authorization: Token hunter22', 'Authorization: …'],
    ['https://blob.example/c?sv=1&sig=AbCdEfGh%3D&se=2', 'https://blob.example/c?sv=1&sig=…&se=2'],
    ['https://hooks.slack.com/services/T0/B0/XXXX', 'https://hooks.slack.com/services/…'],
    ['AccountKey=aGVsbG8=;x', 'AccountKey=…;x'],
    [
      'EnvVar{Name:"DB_PASSWORD", Value:"hunter22", ValueFrom:nil}',
      'EnvVar{Name:"DB_PASSWORD", Value:…, ValueFrom:nil}',
    ],
    ['{"name":"DB_PASSWORD","value":"hunter22"}', '{"name":"DB_PASSWORD","value":…}'],
    ['\u001b[31mpassword\u001b[0m\u001b[33m=\u001b[0mhunter22', 'password=…'],
    ['\u001b]0;title\u0007\u001b(Bdone', 'done'],
  ])('%s', (text, shown) => {
    expect(masked(text, [])).toBe(shown);
  });

  it.each([
    'ALTER TABLE orders ADD COLUMN note text',
    '3 migrations applied in 0.2 s',
    'at https://shop.example/a:b',
    'from https://registry.example:4873/@shop/checkout',
    'pulling registry.example/shop/checkout:2.4.1@sha256:0123456789abcdef',
    'password authentication failed for user "app"',
    'secrets "db-password" not found',
  ])('leaves what is none: %s', (text) => {
    expect(masked(text, [])).toBe(text);
  });

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

  it('knows the password in an address, as it is written and as it is meant', () => {
    const secrets = secretValues([{ name: 'DATABASE_URL', value: 'postgres://app:sword%40fish@db/orders' }]);
    expect(secrets).toEqual(['postgres://app:sword%40fish@db/orders', 'sword%40fish', 'sword@fish']);
  });

  it('leaves out a private key with all of its lines', () => {
    for (const name of ['RSA PRIVATE KEY', 'PGP PRIVATE KEY BLOCK']) {
      const key = [`-----BEGIN ${name}-----`, 'MIIEow', `-----END ${name}-----`];
      expect(maskedLines(['before', ...key, 'after'], [])).toEqual(['before', '…', 'after']);
    }
  });

  it('takes no long time for a line that was made to take long', () => {
    const line = 'password'.repeat(4000);
    expect(masked(line, [])).toContain('password');
  });
});
