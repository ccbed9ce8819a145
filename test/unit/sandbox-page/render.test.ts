import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Blocks } from '../../../sandbox/slack/page/blocks/Blocks.tsx';
import { type Client, ClientContext } from '../../../sandbox/slack/page/lib/context.ts';
import { withIds } from '../../../sandbox/slack/page/lib/values.ts';
import { Attachment } from '../../../sandbox/slack/page/ui/Attachment.tsx';
import { ContainerProvider } from '../../../sandbox/slack/page/ui/ContainerProvider.tsx';
import { Mrkdwn } from '../../../sandbox/slack/page/ui/Mrkdwn.tsx';
import { Plain } from '../../../sandbox/slack/page/ui/Text.tsx';
import type { JsonObject } from '../../../sandbox/slack/protocol.ts';
import { cannedState } from './canned.ts';
import { runningCard, waitingCard } from './cards.ts';
import { formView, homeView } from './views.ts';

const state = cannedState('UAOI', Date.UTC(2026, 10, 20));
const client: Client = {
  me: state.me,
  botId: state.botId,
  users: new Map(state.users.map((user) => [user.id, user])),
  groups: new Map(state.groups.map((group) => [group.id, group])),
  channels: new Map(state.channels.map((channel) => [channel.id, channel])),
  act: async () => ({ ok: true }),
  toast: () => undefined,
  confirm: async () => true,
  go: () => undefined,
};

const target = { type: 'view', viewId: 'V1' } as const;

function html(node: ReactNode): string {
  return renderToStaticMarkup(createElement(ClientContext, { value: client }, node));
}

function contained(blocks: JsonObject[], children: ReactNode, errors: Record<string, string> = {}): string {
  const props = { blocks, target, errors, children };
  return html(createElement(ContainerProvider, props));
}

function blocksHtml(blocks: JsonObject[], errors: Record<string, string> = {}): string {
  const named = withIds(blocks);
  return contained(named, createElement(Blocks, { blocks: named }), errors);
}

describe('text from messages', () => {
  it('never becomes markup of the page', () => {
    const evil = '<script>alert(1)</script> &lt;img src=x onerror=alert(1)&gt; *<b>*';
    for (const out of [html(createElement(Mrkdwn, { text: evil })), html(createElement(Plain, { text: evil }))]) {
      expect(out).not.toMatch(/<(script|img|b)[ >]/);
      expect(out).toContain('&lt;script&gt;');
    }
  });

  it('never becomes an address that runs code', () => {
    const section = {
      type: 'section',
      text: { type: 'mrkdwn', text: '<https://a.example|ok> <javascript:alert(1)|bad>' },
    };
    const image = { type: 'image', image_url: 'javascript:alert(1)', alt_text: 'a chart' };
    const link = {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: 'javascript:alert(1)', text: 'no' }] }],
    };
    const out = blocksHtml([section, image, link]);
    expect(out).toContain('href="https://a.example"');
    expect(out).not.toMatch(/(href|src)="javascript/);
    expect(out).toContain('a chart');
  });

  it('shows people, groups and channels by name, and marks what is meant for me', () => {
    const out = html(createElement(Mrkdwn, { text: '<@UAOI> <@UMIKA> <!subteam^SPAY> <#CPAY> <@UGONE>' }));
    expect(out).toMatch(/class="mention mention-me"[^>]*>@Aoi Tanaka/);
    expect(out).toMatch(/class="mention"[^>]*>@Mika Sato/);
    expect(out).toContain('@payments-leads');
    expect(out).toContain('#payments');
    expect(out).toContain('@UGONE');
  });

  it('draws emoji, from shortcodes and from signs, with a name for screen readers', () => {
    expect(html(createElement(Mrkdwn, { text: ':white_check_mark: ⏳' }))).toMatch(
      /aria-label=":white_check_mark:".*aria-label=":hourglass_flowing_sand:"/,
    );
    expect(html(createElement(Plain, { text: ':rocket:', emoji: false }))).toBe(':rocket:');
  });
});

describe('blocks', () => {
  it('of a card: words, real buttons with their own words as names, block ids as hooks', () => {
    const out = blocksHtml(waitingCard);
    expect(out).toMatch(/<button type="button" class="btn btn-primary"[^>]*><span class="btn-words">Approve<\/span>/);
    expect(out).toMatch(/class="btn btn-danger"[^>]*>.*Reject…/);
    expect(out).toContain('data-block-id="approval"');
    expect(out).toContain('JIRA-812 &lt;draft&gt;');
  });

  it('of a running release: a table with a heading row and aligned figures', () => {
    const out = blocksHtml(runningCard);
    expect(out).toContain('<th scope="col" class="align-right">1.9.3</th>');
    expect(out).toContain('<td class="align-right">182 ms</td>');
    expect(out).toContain('aria-haspopup="menu"');
  });

  it('of a form: labels that name their fields, hints, and errors beneath them', () => {
    const out = blocksHtml(formView['blocks'] as JsonObject[], { service: 'There is no service “chekout”.' });
    const id = /<label class="input-label" for="([^"]+)">Service/.exec(out)?.[1];
    expect(out).toContain(`<select id="${id}"`);
    expect(out).toContain('role="alert"');
    expect(out).toContain('There is no service “chekout”.');
    expect(out).toContain('Newest known first, or type one.');
    expect(out).toMatch(/<input type="radio"[^>]*checked=""/);
    expect(out).toContain('(optional)');
  });

  it('of Home, and kinds that nobody knows, are drawn without falling over', () => {
    expect(blocksHtml(homeView.view['blocks'] as JsonObject[])).toContain('Waiting for you');
    expect(blocksHtml([{ type: 'hologram' }])).toContain('does not draw a “hologram” block');
    expect(blocksHtml([{ type: 'section' }, { type: 'context' }, { type: 'table' }, { type: 'image' }])).toContain(
      'block',
    );
  });

  it('of an attachment stand behind its colour, and a colour is nothing but a colour', () => {
    const attachment = (color: string) =>
      contained([], createElement(Attachment, { attachment: { color, text: 'hm' } }));
    expect(attachment('#e01e5a')).toContain('background:#e01e5a');
    expect(attachment('danger')).toContain('background:#e01e5a');
    expect(attachment('url(https://a.example)')).toContain('background:#ddd');
  });
});
