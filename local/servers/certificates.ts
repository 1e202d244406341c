// What makes certificates asks for it before its own import.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** All in PEM. The authority's own key is made, used once and forgotten: nobody can sign anything else with it. */
export type Certificates = {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
};

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;

/**
 * An authority made for one run, and the certificate of a server on this machine that it signed. With other names than
 * the usual ones, a test can show that a client does check them.
 */
export async function makeCertificates({
  names = ['localhost', '127.0.0.1'],
  notAfter = new Date(Date.now() + 3650 * DAY),
}: { readonly names?: readonly string[]; readonly notAfter?: Date } = {}): Promise<Certificates> {
  cryptoProvider.set(webcrypto);
  const makeKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const [authority, server] = await Promise.all([makeKeys(), makeKeys()]);
  // Begun a day ago, so that a clock that is a little behind accepts it.
  const notBefore = new Date(Math.min(Date.now(), notAfter.getTime()) - DAY);
  const times = { notBefore, notAfter };
  const issuer = 'CN=Sallyport certificate authority of one run';
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...times,
    name: issuer,
    keys: authority,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const certificate = await X509CertificateGenerator.create({
    ...times,
    subject: 'CN=Server of one run',
    issuer,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', server.privateKey)).toString('base64');
  return {
    ca: `${ca.toString('pem')}\n`,
    certificate: `${certificate.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/(.{64})(?!$)/g, '$1\n')}\n-----END PRIVATE KEY-----\n`,
  };
}

/** Writes them as `ca.pem`, `server.pem` and `server-key.pem` (mode 0600) below a folder, and answers their paths. */
export async function writeCertificates(place: string, { ca, certificate, key }: Certificates): Promise<Certificates> {
  await mkdir(place, { recursive: true });
  const paths = {
    ca: join(place, 'ca.pem'),
    certificate: join(place, 'server.pem'),
    key: join(place, 'server-key.pem'),
  };
  await writeFile(paths.ca, ca);
  await writeFile(paths.certificate, certificate);
  await writeFile(paths.key, key, { mode: 0o600 });
  // A file that was there before keeps its old mode.
  await chmod(paths.key, 0o600);
  return paths;
}
