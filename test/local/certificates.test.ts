import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { makeCertificates, writeCertificates } from '../../local/servers/certificates.ts';
import type { Certificates } from '../../local/servers/certificates.ts';

/** What a client that trusts `ca` finds out about a server with these certificates: null, or why it went away. */
async function greet(server: Certificates, { ca, host }: { ca: string; host: string }): Promise<string | null> {
  const listening = createServer({ key: server.key, cert: server.certificate }, (socket) => socket.end());
  listening.on('tlsClientError', () => undefined);
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  const { port } = listening.address() as AddressInfo;
  const found = await new Promise<string | null>((done) => {
    const socket = connect({ host, port, ca, ...(host === 'localhost' ? { servername: host } : {}) }, () => {
      socket.destroy();
      done(null);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
  await new Promise((done) => listening.close(done));
  return found;
}

describe('certificates made for one run', () => {
  test('a client that has the authority accepts the server under its name and its address', async () => {
    const made = await makeCertificates();
    expect(await greet(made, { ca: made.ca, host: 'localhost' })).toBeNull();
    expect(await greet(made, { ca: made.ca, host: '127.0.0.1' })).toBeNull();
  });

  test('another authority, another name and an end that is past are each refused', async () => {
    const [made, other, elsewhere, over] = await Promise.all([
      makeCertificates(),
      makeCertificates(),
      makeCertificates({ names: ['db.example.com'] }),
      makeCertificates({ notAfter: new Date(Date.now() - 60_000) }),
    ]);
    expect(await greet(made, { ca: other.ca, host: 'localhost' })).toMatch(/CERT_SIGNATURE_FAILURE|UNABLE_TO_VERIFY/);
    expect(await greet(elsewhere, { ca: elsewhere.ca, host: 'localhost' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await greet(over, { ca: over.ca, host: 'localhost' })).toBe('CERT_HAS_EXPIRED');
  });

  test('they are an authority that signs nothing below its servers, and a server', async () => {
    const { ca, certificate } = await makeCertificates();
    const [authority, server] = [new X509Certificate(ca), new X509Certificate(certificate)];
    expect([authority.ca, server.ca]).toEqual([true, false]);
    expect(server.checkIssued(authority) && server.verify(authority.publicKey)).toBe(true);
    expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  });

  test('written down, only its owner reads the key', async () => {
    const place = await mkdtemp(join(tmpdir(), 'sallyport-certificates-'));
    try {
      const { key } = await writeCertificates(place, await makeCertificates());
      expect((await stat(key)).mode & 0o777).toBe(0o600);
    } finally {
      await rm(place, { recursive: true });
    }
  });
});
