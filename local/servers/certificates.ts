import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureDebianPackages } from './debian.ts';

const run = promisify(execFile);

/** PEM. */
export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** An authority made for one test, and a server's certificate of it: for localhost and 127.0.0.1 unless said otherwise. */
export async function makeCertificates(
  names: readonly string[] = ['DNS:localhost', 'IP:127.0.0.1'],
): Promise<Certificates> {
  await ensureDebianPackages(['openssl']);
  const place = await mkdtemp(join(tmpdir(), 'sallyport-ca-'));
  try {
    const openssl = (...args: string[]) => run('openssl', args, { cwd: place });
    const pem = (name: string) => readFile(join(place, name), 'utf8');
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const authority = ['-x509', '-days', '2', '-subj', '/CN=Sallyport test authority'];
    await openssl('req', ...authority, ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem');
    await openssl('req', '-subj', '/CN=server', ...newKey, '-keyout', 'server.key', '-out', 'server.csr');
    await writeFile(join(place, 'names'), `subjectAltName=${names.join(',')}\n`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
    await openssl('x509', '-req', '-in', 'server.csr', ...signed, '-out', 'server.pem');
    return { ca: await pem('ca.pem'), certificate: await pem('server.pem'), key: await pem('server.key') };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
