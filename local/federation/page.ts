import { escapeHtml } from '../slack/mrkdwn.ts';
import type { CallerIdentity } from './federation.ts';

/** Where the AWS console would open: whose session it is, and what it would show. */
export const renderLogin = ({ arn, account }: CallerIdentity, destination: string, issuer: string): string =>
  page(
    'Signed in to AWS on this machine',
    `<dl><dt>Account</dt><dd id="account">${escapeHtml(account)}</dd>
<dt>Session</dt><dd id="arn">${escapeHtml(arn)}</dd>
<dt>AWS would open</dt><dd id="destination">${escapeHtml(destination)}</dd>
<dt>Signed in by</dt><dd id="issuer">${escapeHtml(issuer)}</dd></dl>
<p>There is no console here: this page stands in for it.</p>`,
  );

export const renderRefusal = (problem: string): string => page('Not signed in', `<p>${escapeHtml(problem)}</p>`);

const page = (title: string, body: string): string => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>${title}</title><meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}dt{color:#555}dd{margin:0 0 .7rem;word-break:break-all}</style>
</head><body><h1>${title}</h1>${body}</body></html>`;
