import { BerWriter } from 'ldapts';

/** The operation, and with it the hashing, is the server's (RFC 3062). */
export const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

/** PasswdModifyRequestValue: userIdentity [0], oldPasswd [1], newPasswd [2], all of them octet strings. */
export function passwordModify(of: { readonly dn: string; readonly old: string | null; readonly new: string }): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeBuffer(Buffer.from(of.dn), 0x80);
  if (of.old !== null) writer.writeBuffer(Buffer.from(of.old), 0x81);
  writer.writeBuffer(Buffer.from(of.new), 0x82);
  writer.endSequence();
  return writer.buffer;
}
