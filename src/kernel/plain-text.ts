import * as z from 'zod';

/**
 * Characters that make a text look different from what it is: control characters (line ends too), line and paragraph
 * separators, lone surrogates, and the bidirectional controls of Unicode TR9 ("Trojan Source", CVE-2021-42574).
 */
const deceiving = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/u;

/** One line of text that a person typed and others will read; `max` counts characters as people see them in UTF-16. */
export const plainText = (max: number) =>
  z
    .string()
    .max(max, { error: `expected at most ${max} characters` })
    .refine((text) => text.trim().length > 0, { error: 'expected some text' })
    .refine((text) => !deceiving.test(text), {
      error: 'expected plain text on one line: no control characters, no bidirectional controls',
    })
    .transform((text) => text.trim().normalize('NFC'))
    // Said once more, so that the OpenAPI document knows what comes out.
    .pipe(z.string());
