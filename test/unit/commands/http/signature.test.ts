import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubtOf, type Signed, signedBy } from '../../../../commands/http/signature.ts';
import { sign } from '../../../../sandbox/slack/index.ts';

/** The example of Slack's own page on verifying requests. */
const example = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};
const signedAt = 1_531_420_618_000;
const check = (said: Signed | null, body: Buffer, nowMs: number) => doubtOf(example.secret, said, body, nowMs);
const body = Buffer.from(example.body);
const { timestamp, signature } = example;

describe('the signature of a request', () => {
  it("holds in Slack's own example", () => expect(check({ timestamp, signature }, body, signedAt)).toBeNull());

  it('holds for five minutes, either way', () => {
    const found = [-300_001, -300_000, 300_000, 300_001].map((by) =>
      check({ timestamp, signature }, body, signedAt + by),
    );
    expect(found).toEqual(['it was signed -300 s ago', null, null, 'it was signed 300 s ago']);
  });

  it.each([
    ['', 'empty'],
    [signature.slice(0, -1), 'too short'],
    [`${signature}0`, 'too long'],
    [signature.toUpperCase(), 'in capitals'],
    [signature.replace('v0', 'v1'), 'of another version'],
    [`v0=${'é'.repeat(32)}`, 'of other letters'],
  ])('%j, which is %s, is another', (other) => {
    expect(check({ timestamp, signature: other }, body, signedAt)).toBe('its signature is another');
  });

  it('is of this body, this time and this secret only', () => {
    const text = fc.string({ minLength: 1 });
    const at = fc.integer({ min: 1, max: 2_000_000_000 });
    fc.assert(
      fc.property(text, text, text, at, (secret, said, other, when) => {
        const given = { timestamp: String(when), signature: sign(secret, when, said) };
        const own = (said: Signed, body: Buffer, nowMs: number) => doubtOf(secret, said, body, nowMs);
        expect(own(given, Buffer.from(said), when * 1000)).toBeNull();
        if (other !== said) expect(own(given, Buffer.from(other), when * 1000)).not.toBeNull();
        expect(own({ ...given, timestamp: String(when + 1) }, Buffer.from(said), when * 1000)).not.toBeNull();
        if (other === secret) return;
        expect(doubtOf(other, given, Buffer.from(said), when * 1000)).not.toBeNull();
      }),
    );
  });

  it.each([
    [{}],
    [{ 'x-slack-signature': signature }],
    [{ 'x-slack-request-timestamp': timestamp }],
    [{ 'x-slack-signature': signature, 'x-slack-request-timestamp': 'now' }],
    [{ 'x-slack-signature': signature, 'x-slack-request-timestamp': '1e9' }],
    [{ 'x-slack-signature': `${signature}=again`, 'x-slack-request-timestamp': timestamp }],
    [{ 'x-slack-signature': signature.toUpperCase(), 'x-slack-request-timestamp': timestamp }],
  ])('is none in %j', (headers) => {
    const none = signedBy(headers);
    expect(none).toBeNull();
    expect(check(none, body, signedAt)).toBe('it is not signed');
  });
});
