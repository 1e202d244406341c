import type { Browser, Page } from './browser.ts';
import { passPages } from './sign-in.ts';
import type { SignInOptions } from './sign-in.ts';

export type Following = Pick<SignInOptions, 'person' | 'code'> & { readonly browser: Browser; readonly url: string };

/** Opens a link of the console as a person does: on to the sign-in where the page asks for one, and back to the page. */
export async function followLink({ browser, url, person, code }: Following): Promise<Page> {
  const first = await browser.open(url);
  const button = /class="button" href="([^"]*\/console\/sign-in[^"]*)"/.exec(first.html)?.[1];
  if (button === undefined) return first;
  const signInPage = await browser.open(new URL(button.replaceAll('&amp;', '&'), first.url).href);
  return passPages(browser, signInPage, person, code);
}
