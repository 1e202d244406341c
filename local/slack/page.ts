import { channels } from './messages.ts';
import type { Block, Message } from './messages.ts';
import { escapeHtml, renderMrkdwn } from './mrkdwn.ts';

/** The page shows text and links and runs nothing, whatever a message says. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

export function renderPage(messages: readonly Message[]): string {
  const sections = channels.map(({ id, name }) => {
    const inChannel = messages.filter(({ channel }) => channel === id);
    const list = inChannel.map(renderMessage).join('') || '<p class="none">No messages yet.</p>';
    return `<section><h2>#${escapeHtml(name)}</h2>${list}</section>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Slack on this machine</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="3">
<style>${style}</style></head><body><h1>Slack on this machine</h1>${sections.join('')}</body></html>`;
}

function renderMessage({ ts, text, blocks, edits, previews }: Message): string {
  const when = new Date(Number(ts) * 1000).toISOString().slice(11, 19);
  const notes = [
    ...(edits > 0 ? [`edited ${edits === 1 ? 'once' : `${edits} times`}`] : []),
    ...(previews > 0 ? [`links were fetched ${previews} times for a preview (unfurl_links was not false)`] : []),
  ];
  return `<article><header><b>Sallyport</b> <time>${when}</time></header>
${blocks.length > 0 ? blocks.map(renderBlock).join('') : `<p>${renderMrkdwn(text)}</p>`}
${notes.length > 0 ? `<footer>${escapeHtml(notes.join('; '))}</footer>` : ''}</article>`;
}

function renderBlock({ type, text, fields = [], elements = [] }: Block): string {
  if (type === 'divider') return '<hr>';
  const parts = [...(text ? [text] : []), ...fields, ...elements.flatMap(textOf)];
  const tag = type === 'header' ? 'h3' : 'p';
  return parts
    .map((part) => `<${tag}>${part.type === 'mrkdwn' ? renderMrkdwn(part.text) : renderPlain(part.text)}</${tag}>`)
    .join('');
}

const renderPlain = (text: string): string => escapeHtml(text).replaceAll('\n', '<br>');

/** The elements of a context block are texts; those of an actions block are buttons, shown by their words. */
function textOf(element: { type: string; text?: unknown }): readonly { type: string; text: string }[] {
  if (typeof element.text === 'string') return [{ type: element.type, text: element.text }];
  const inner = element.text;
  if (typeof inner === 'object' && inner !== null && 'text' in inner && typeof inner.text === 'string') {
    return [{ type: 'plain_text', text: `[${inner.text}]` }];
  }
  return [];
}

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 1rem; color: #1d1c1d; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; border-bottom: 1px solid #ddd; } h3 { margin: .3rem 0; }
article { padding: .5rem 0; overflow-wrap: anywhere; } article p { margin: .2rem 0; }
time, footer, .none { color: #616061; font-size: .85rem; } a { color: #1264a3; }`;
