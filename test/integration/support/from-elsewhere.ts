import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Another address of this machine, so that what is slowed by address slows no other test. Only Linux has the whole
 * of 127.0.0.0/8; elsewhere it is the usual one.
 */
export const elsewhere = process.platform === 'linux' ? '127.0.0.77' : '127.0.0.1';

type Answered = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly html: string };

/** One request from that address: a form when there is one, else a GET. */
export const fromElsewhere = (
  url: string,
  { form, cookie }: { readonly form?: Readonly<Record<string, string>>; readonly cookie?: string } = {},
): Promise<Answered> =>
  new Promise((done, failed) => {
    const sent = request(
      url.replace('//localhost', '//127.0.0.1'),
      {
        method: form ? 'POST' : 'GET',
        localAddress: elsewhere,
        headers: {
          host: new URL(url).host,
          ...(cookie !== undefined && { cookie }),
          ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
      },
      (answer) => {
        let html = '';
        answer.setEncoding('utf8');
        answer.on('data', (text: string) => (html += text));
        answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, html }));
        answer.on('error', failed);
      },
    );
    sent.on('error', failed);
    sent.end(form && new URLSearchParams(form).toString());
  });
