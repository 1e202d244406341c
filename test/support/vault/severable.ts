import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

/** A way to a server of this machine that can be cut and mended: what a target that goes away looks like. */
export interface Severable {
  readonly port: number;
  /** Ends what is open and refuses what comes; what it returns mends it, on the same port. */
  cut(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

export async function severable(targetPort: number): Promise<Severable> {
  const open = new Set<Socket>();
  const pass = (socket: Socket): void => {
    const target = connect(targetPort, '127.0.0.1');
    for (const [one, other] of [
      [socket, target],
      [target, socket],
    ] as const) {
      open.add(one);
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.on('error', () => one.destroy());
      one.pipe(other);
    }
  };
  let server = await listen(0, pass);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  const { port } = address;
  const close = async (): Promise<void> => {
    const closed = new Promise((done) => server.close(done));
    for (const socket of open) socket.destroy();
    await closed;
  };
  return {
    port,
    cut: async () => {
      await close();
      return async () => {
        server = await listen(port, pass);
      };
    },
    stop: close,
  };
}

function listen(port: number, pass: (socket: Socket) => void): Promise<Server> {
  return new Promise((done, failed) => {
    const server = createServer(pass);
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done(server));
  });
}
