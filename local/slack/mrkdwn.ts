/** Slack's markup as HTML: links become links, everything else is text. */
export function renderMrkdwn(text: string): string {
  // A pair of angle brackets is the only control sequence; what an app wrote itself has them escaped.
  return text
    .split(/(<[^<>]*>)/)
    .map((part) => (part.startsWith('<') && part.endsWith('>') ? renderControl(part.slice(1, -1)) : renderText(part)))
    .join('');
}

function renderControl(inside: string): string {
  const [target = '', label = target] = inside.split('|');
  if (/^https?:\/\//.test(target) || target.startsWith('mailto:')) return anchor(decode(target), decode(label));
  return `<span class="mention">${escapeHtml(decode(label))}</span>`;
}

const anchor = (url: string, label: string): string =>
  `<a href="${escapeHtml(url)}" rel="noopener noreferrer">${escapeHtml(label)}</a>`;

// A bare address in text becomes a link in Slack as well.
function renderText(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>]+)/)
    .map((part, at) => (at % 2 === 1 ? anchor(decode(part), decode(part)) : renderStyles(part)))
    .join('');
}

const renderStyles = (text: string): string =>
  escapeHtml(decode(text))
    .replace(/(^|\s)\*([^*\n]+)\*(?=$|[\s.,;:!?])/g, '$1<b>$2</b>')
    .replace(/(^|\s)_([^_\n]+)_(?=$|[\s.,;:!?])/g, '$1<i>$2</i>')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replaceAll('\n', '<br>');

/** The three characters that Slack wants escaped, back again. */
const decode = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Every address that a reader could open, as a preview would find them. */
export function linksIn(text: string): readonly string[] {
  return [...decode(text.replace(/<(https?:\/\/[^|<>]+)(\|[^<>]*)?>/g, ' $1 ')).matchAll(/https?:\/\/[^\s<>"]+/g)].map(
    ([link]) => link,
  );
}
